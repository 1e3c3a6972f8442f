# fish completion for tlog-prove, made by: tlog-prove --generate=fish

complete -c tlog-prove -n 'not __fish_seen_subcommand_from inclusion' -f -a inclusion -d 'prove that an entry is in the log'
complete -c tlog-prove -n 'not __fish_seen_subcommand_from inclusion' -s v -l verbose -d 'with --version, name the libraries'
complete -c tlog-prove -n 'not __fish_seen_subcommand_from inclusion' -s h -l help -d 'print this help'
complete -c tlog-prove -n 'not __fish_seen_subcommand_from inclusion' -s V -l version -d 'print the version'
complete -c tlog-prove -n 'not __fish_seen_subcommand_from inclusion' -f
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -l log -x -a '(__fish_complete_directories)' -d 'the log'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -l index -x -d 'its number in the log, from 0'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -l entry -r -F -d 'the entry itself, verbatim; - is standard input'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -l leaf-hash -x -d 'its leaf hash, in base64 or hex'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -s o -l output -r -F -d 'write to FILE instead of standard output'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -l format -x -a 'text jsonl' -d 'a C2SP tlog-proof, or records'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -l contact -x -d 'tell servers whom to ask about this client'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -l connections -x -d 'ask for at most N objects at once'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -l retries -x -d 'try a failed request again N times'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -l timeout -x -d 'give up a server that is silent for SECONDS'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -l cacert -r -F -d 'trust the authorities in FILE, not the system\'s'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -s q -l quiet -d 'print errors only'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -s v -l verbose -d 'say more; with --version, name the libraries'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -l progress -x -a 'auto always never' -d 'show progress on standard error'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -s h -l help -d 'print this help'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -s V -l version -d 'print the version'
complete -c tlog-prove -n '__fish_seen_subcommand_from inclusion' -f
