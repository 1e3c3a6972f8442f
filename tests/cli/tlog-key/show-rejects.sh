# What is not a key, each with its reason.
try() { printf '%s\n' "$1" > key; chmod 600 key; status tlog-key show key; }
try ''
try 'conda.example/log'
try 'conda.example/log+e48e03fd+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h'
try 'conda.example/log+E48E03FC+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h'
try 'conda.example/log+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1'
try 'conda.example/log+e48e03fc+Ahl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h'
try 'conda example+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h'
try 'PRIVATE+KEY+conda.example/log+e48e03fd+ASoqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioq'
head -c 5000 /dev/zero | tr '\0' a > key
status tlog-key show key
