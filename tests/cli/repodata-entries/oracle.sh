# An independent program agrees on every byte and status, for real repodata and for what is made to be difficult.
PYTHONPATH="$TESTS/oracle" python3 -B "$TESTS/oracle/compare_conda_entries.py" --count 200 "$DATA/repodata"
