# fish completion for tlog-key, made by: tlog-key --generate=fish

complete -c tlog-key -n 'not __fish_seen_subcommand_from new show' -f -a new -d 'make a key'
complete -c tlog-key -n 'not __fish_seen_subcommand_from new show' -f -a show -d 'print the public part of a key'
complete -c tlog-key -n 'not __fish_seen_subcommand_from new show' -s v -l verbose -d 'with --version, name the libraries'
complete -c tlog-key -n 'not __fish_seen_subcommand_from new show' -s h -l help -d 'print this help'
complete -c tlog-key -n 'not __fish_seen_subcommand_from new show' -s V -l version -d 'print the version'
complete -c tlog-key -n 'not __fish_seen_subcommand_from new show' -f
complete -c tlog-key -n '__fish_seen_subcommand_from new' -l name -x -d 'name of the key; a log\'s is its origin'
complete -c tlog-key -n '__fish_seen_subcommand_from new' -l type -x -a 'log cosigner' -d 'what it signs for'
complete -c tlog-key -n '__fish_seen_subcommand_from new' -l out -r -F -d 'write the secret key to FILE, which must not exist'
complete -c tlog-key -n '__fish_seen_subcommand_from new' -s q -l quiet -d 'print errors only'
complete -c tlog-key -n '__fish_seen_subcommand_from new' -s v -l verbose -d 'say more; with --version, name the libraries'
complete -c tlog-key -n '__fish_seen_subcommand_from new' -l progress -x -a 'auto always never' -d 'show progress on standard error'
complete -c tlog-key -n '__fish_seen_subcommand_from new' -s h -l help -d 'print this help'
complete -c tlog-key -n '__fish_seen_subcommand_from new' -s V -l version -d 'print the version'
complete -c tlog-key -n '__fish_seen_subcommand_from new' -f
complete -c tlog-key -n '__fish_seen_subcommand_from show' -l type -x -a 'log cosigner' -d 'show it as this kind of key'
complete -c tlog-key -n '__fish_seen_subcommand_from show' -l format -x -a 'jsonl vkey' -d 'records, or the bare vkey'
complete -c tlog-key -n '__fish_seen_subcommand_from show' -s q -l quiet -d 'print errors only'
complete -c tlog-key -n '__fish_seen_subcommand_from show' -s v -l verbose -d 'say more; with --version, name the libraries'
complete -c tlog-key -n '__fish_seen_subcommand_from show' -l progress -x -a 'auto always never' -d 'show progress on standard error'
complete -c tlog-key -n '__fish_seen_subcommand_from show' -s h -l help -d 'print this help'
complete -c tlog-key -n '__fish_seen_subcommand_from show' -s V -l version -d 'print the version'
