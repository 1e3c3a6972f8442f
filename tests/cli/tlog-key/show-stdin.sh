# A secret key from a descriptor has no mode that could be wrong; a line end of Windows is a line end.
printf 'PRIVATE+KEY+conda.example/log+e48e03fc+ASoqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioq\r\n' | tlog-key show --format vkey -
