# Completion of promptlint for fish.

function _promptlint_completion
    set -l word (commandline -ct)
    set -l words (commandline -opc)
    set -l response (env _PROMPTLINT_COMPLETE=fish_complete COMP_WORDS=(commandline -cp) \
        COMP_CWORD=$word (string replace -r '^~' $HOME -- $words[1]) 2>/dev/null)
    for line in $response
        set -l parts (string split -m1 , -- $line)
        switch $parts[1]
            case plain
                printf '%s\n' $parts[2]
            case file
                # The value is the number of characters before the name of the file.
                set -l before (string sub -l $parts[2] -- $word)
                set -l name (string sub -s (math $parts[2] + 1) -- $word)
                for path in (__fish_complete_path $name)
                    printf '%s\n' $before$path
                end
        end
    end
end

complete --no-files --command promptlint --arguments '(_promptlint_completion)'
complete --no-files --command bedrock-promptlint --arguments '(_promptlint_completion)'
