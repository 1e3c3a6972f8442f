# fish completion for spill-clean, made by: spill-clean --generate=fish

complete -c spill-clean -l root -x -a '(__fish_complete_directories)' -d 'the folder with spill folders in it'
complete -c spill-clean -l max-age -x -d 'folders that are older, where nobody holds the lock'
complete -c spill-clean -l grace -x -d 'the same for folders whose lock is there and free'
complete -c spill-clean -l now -x -d 'the time to judge by, in place of the clock\'s'
complete -c spill-clean -s n -l dry-run -d 'say what would be removed, and remove nothing'
complete -c spill-clean -s q -l quiet -d 'print errors only'
complete -c spill-clean -s v -l verbose -d 'say more; with --version, name the libraries'
complete -c spill-clean -l progress -x -a 'auto always never' -d 'show progress on standard error'
complete -c spill-clean -s h -l help -d 'print this help'
complete -c spill-clean -s V -l version -d 'print the version'
complete -c spill-clean -f
