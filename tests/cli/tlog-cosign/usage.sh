# What cannot be said together.
witness_key witness
L=$LOG_VKEY
status tlog-cosign --state sqlite:w --key witness
status tlog-cosign --state sqlite:w --key - --log-key "$L"
status tlog-cosign --state sqlite:w --key witness --policy -
status tlog-cosign --state sqlite:w --key witness --log-key "$L" --partial
status tlog-cosign --state sqlite:w --key witness --log-key "$L" --listen localhost:0 --format jsonl
status tlog-cosign --state sqlite:w --key witness --log-key "$L" --listen localhost:0 --rate 0
status tlog-cosign --state sqlite:w --key witness --log-key "$L" --listen localhost
status tlog-cosign --state sqlite:w --key witness --log-key "$L" --listen ::1:2026
status tlog-cosign --state sqlite:w --key witness --log-key "$L" --listen localhost:99999
status tlog-cosign --state sqlite:w --key witness --log-key "$L" --listen 192.0.2.1:2026
