#compdef promptlint bedrock-promptlint
# Completion of promptlint for zsh.

_promptlint() {
    local kind value about
    local -a plain described unfinished response
    response=("${(@f)$(env _PROMPTLINT_COMPLETE=zsh_complete COMP_WORDS="${words[*]}" \
        COMP_CWORD=$((CURRENT - 1)) "${words[1]/#\~/$HOME}" 2>/dev/null)}")
    for kind value about in "${response[@]}"; do
        case $kind in
            (plain)
                if [[ $about != _ ]]; then
                    described+=("$value:$about")
                elif [[ $value == *= ]]; then
                    unfinished+=("$value")
                else
                    plain+=("$value")
                fi
                ;;
            # The value is the number of characters before the name of the file.
            (file) compset -p $value; _files ;;
        esac
    done
    (( $#described )) && _describe -V promptlint described -U
    (( $#unfinished )) && compadd -U -S '' -V promptlint -a unfinished
    (( $#plain )) && compadd -U -V promptlint -a plain
    return 0
}

# In a folder of $fpath this file is called _promptlint, too, and is what zsh calls first.
if [[ $funcstack[1] == _promptlint ]]; then
    _promptlint "$@"
else
    compdef _promptlint promptlint bedrock-promptlint
fi
