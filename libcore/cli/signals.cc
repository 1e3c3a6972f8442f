#include "libcore/cli/signals.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <string>

#include "libcore/base/result.h"

namespace tlog::cli {
namespace {

// Handlers can reach nothing but globals.
std::atomic<int> g_caught{0};
std::atomic<bool> g_status_request{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

extern "C" void on_stop(int signal) { g_caught.store(signal, std::memory_order_relaxed); }
extern "C" void on_status(int) { g_status_request.store(true, std::memory_order_relaxed); }

// Said where nothing may be allocated.
std::string* g_lost = nullptr;

extern "C" void on_lost_page(int signal, siginfo_t* info, void*) {
  if (info->si_code != BUS_ADRERR) {  // no page of a file
    ::signal(signal, SIG_DFL);
    raise(signal);
    return;
  }
  (void)!write(2, g_lost->data(), g_lost->size());
  _exit(static_cast<int>(Errc::kIo));
}

void install(int signal, void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

void catch_signals(std::string_view tool) {
  static std::string lost;
  lost = std::string(tool) + ": error: a file was cut off while it was read, or its disk failed\n";
  g_lost = &lost;
  struct sigaction lost_page = {};
  lost_page.sa_sigaction = on_lost_page;
  lost_page.sa_flags = SA_SIGINFO;
  sigemptyset(&lost_page.sa_mask);
  sigaction(SIGBUS, &lost_page, nullptr);
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction inherited = {};
    if (sigaction(signal, nullptr, &inherited) == 0 && inherited.sa_handler == SIG_IGN) continue;
    install(signal, on_stop, static_cast<int>(SA_RESETHAND));
  }
  install(SIGUSR1, on_status, SA_RESTART);
  install(SIGPIPE, SIG_IGN, 0);
  install(SIGXFSZ, SIG_IGN, 0);  // the write fails with EFBIG, which is told like every failed write
}

int caught_signal() { return g_caught.load(std::memory_order_relaxed); }

bool take_status_request() { return g_status_request.exchange(false, std::memory_order_relaxed); }

void die_of(int signal) {
  const rlimit no_core = {0, 0};  // nothing went wrong in here
  setrlimit(RLIMIT_CORE, &no_core);
  install(signal, SIG_DFL, 0);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  raise(signal);
  _exit(128 + signal);
}

}  // namespace tlog::cli
