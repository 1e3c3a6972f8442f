# How mistakes on the command line are answered, before there is any store.
export TLOG_STORE=sqlite:roots.db
status root-cas set alice photos A
status root-cas set --expect=A --expect-absent alice photos A
status root-cas set --expect=A --expect-version=1 alice photos A
status root-cas set --expect-version=-1 alice photos A
status root-cas set --expect='a b' alice photos A
status root-cas set --expect-absent alice photos ''
status root-cas set --expect-absent alice photos "$(printf 'a\tb')"
status root-cas set --expect-absent alice photos "$(printf '\377')"
status root-cas set --expect-absent alice photos "$(printf '%04097d' 0)"
status root-cas set --expect-absent '' photos A
status root-cas set --expect-absent alice "$(printf '%01025d' 0)" A
status root-cas set --expect-absent alice "$(printf '\377')" A
status root-cas rm alice photos
status root-cas rm --expect-absent alice photos
status root-cas get alice
TLOG_STORE='' status root-cas ls
