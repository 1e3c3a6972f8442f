# fish completion for repodata-entries, made by: repodata-entries --generate=fish

complete -c repodata-entries -l subdir -x -d 'the subdir of the inputs after it; else their own'
complete -c repodata-entries -l order -x -a 'filename siglog' -d 'order both sections together, or packages.conda first'
complete -c repodata-entries -l limit -x -d 'write the first N entries only'
complete -c repodata-entries -l no-trailer -d 'do not write the line that ends the entries'
complete -c repodata-entries -l keep-going -d 'leave out records that make no entry; exit 1 if any'
complete -c repodata-entries -l max-size -x -d 'refuse an input that is larger, decoded'
complete -c repodata-entries -s j -l jobs -x -d 'work with N threads'
complete -c repodata-entries -s q -l quiet -d 'print errors only'
complete -c repodata-entries -s v -l verbose -d 'say more; with --version, name the libraries'
complete -c repodata-entries -l progress -x -a 'auto always never' -d 'show progress on standard error'
complete -c repodata-entries -s h -l help -d 'print this help'
complete -c repodata-entries -s V -l version -d 'print the version'
