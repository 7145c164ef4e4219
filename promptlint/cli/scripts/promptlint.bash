# Completion of promptlint for bash, 3.2 or later.
#
# The program gets the line up to the cursor, and the part of it that readline is going to replace:
# that is not a whole word where a ":" or a "=" is in it.

_promptlint_completion() {
    local kind value
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
            plain)
                COMPREPLY+=("$value")
                [[ $value == *= ]] && compopt -o nospace 2>/dev/null
                ;;
            file) compopt -o default 2>/dev/null ;;
        esac
    done <<<"$(
        env _PROMPTLINT_COMPLETE=bash_complete COMP_WORDS="${COMP_LINE:0:COMP_POINT}" \
            COMP_CWORD="$2" "${1/#\~/$HOME}" 2>/dev/null
    )"
    return 0
}

# Before bash 4.4 there is no "nosort", before 4.0 no "compopt": there, files fill in for nothing.
complete -o nosort -F _promptlint_completion promptlint bedrock-promptlint 2>/dev/null ||
    complete -o default -F _promptlint_completion promptlint bedrock-promptlint
