# fish completion for vindex-lookup, made by: vindex-lookup --generate=fish

complete -c vindex-lookup -l index -r -F -d 'the index file'
complete -c vindex-lookup -l prefix -x -d 'list the keys that begin with TEXT, unproved'
complete -c vindex-lookup -s q -l quiet -d 'print errors only'
complete -c vindex-lookup -s v -l verbose -d 'say more; with --version, name the libraries'
complete -c vindex-lookup -l progress -x -a 'auto always never' -d 'show progress on standard error'
complete -c vindex-lookup -s h -l help -d 'print this help'
complete -c vindex-lookup -s V -l version -d 'print the version'
complete -c vindex-lookup -f
