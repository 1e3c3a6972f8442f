prepare() { root-cas init --store=sqlite:roots.db > /dev/null; }
good() { root-cas set --store=sqlite:roots.db --expect-absent alice photos rootA "$@"; }
unreadable() { root-cas batch --store=sqlite:roots.db missing.jsonl; }
