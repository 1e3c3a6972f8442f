# fish completion for tlog-publish, made by: tlog-publish --generate=fish

complete -c tlog-publish -l log -x -a '(__fish_complete_directories)' -d 'the directory of the log'
complete -c tlog-publish -l policy -r -F -d 'a C2SP tlog-policy: the log, its witnesses and their quorum'
complete -c tlog-publish -l origin -x -d 'the log\'s origin, where it is not the name of the key'
complete -c tlog-publish -l max-future -x -d 'how far a cosignature may be ahead of the clock'
complete -c tlog-publish -l timeout -x -d 'wait so long for the quorum'
complete -c tlog-publish -l extra -x -d 'once it is published, wait so long for more cosignatures'
complete -c tlog-publish -l refresh -x -d 'ask again for cosignatures that are older'
complete -c tlog-publish -l contact -x -d 'tell servers whom to ask about this client'
complete -c tlog-publish -l cacert -r -F -d 'trust the authorities in FILE, not the system\'s'
complete -c tlog-publish -l watch -d 'go on with every checkpoint that is signed, until SIGTERM'
complete -c tlog-publish -l wait -x -d 'wait so long for another process that works on the log'
complete -c tlog-publish -s q -l quiet -d 'print errors only'
complete -c tlog-publish -s v -l verbose -d 'say more; with --version, name the libraries'
complete -c tlog-publish -l progress -x -a 'auto always never' -d 'show progress on standard error'
complete -c tlog-publish -s h -l help -d 'print this help'
complete -c tlog-publish -s V -l version -d 'print the version'
complete -c tlog-publish -f
