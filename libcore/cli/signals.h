#pragma once
// SIGINT, SIGTERM and SIGHUP ask an operation to stop; the process then dies of the signal itself, so that the shell,
// make and xargs see what happened. SIGUSR1 asks for a line of progress.

#include <string_view>

namespace tlog::cli {

// From now on the three only set a flag, and interrupt blocking calls (no SA_RESTART). What was ignored when we were
// started (nohup) stays ignored. A second signal of the same kind kills. Also ignores SIGPIPE. Reading a mapped file
// behind where another process has cut it off meanwhile, or where its disk fails, ends `tool` as any read that fails.
void catch_signals(std::string_view tool);

// The signal that asked to stop, or 0. Callable from any thread.
int caught_signal();

// True once after each SIGUSR1.
bool take_status_request();

// Ends the process by `signal` with its default action.
[[noreturn]] void die_of(int signal);

}  // namespace tlog::cli
