#include "libcore/os/run_command.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "libcore/base/text.h"
#include "libcore/os/file.h"

extern char** environ;

namespace tlog {

namespace {

// A script that writes `exec 3>file` closes what it had as 3. Shells use numbers up to 255 for themselves.
constexpr int kFirstKept = 300;

constexpr int kPassedOn[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

// From now on the signals that are passed on, and those that tell of the command, wait to be fetched. What is ignored
// stays so, as under nohup.
class HeldSignals {
 public:
  HeldSignals() {
    sigemptyset(&held_);
    sigaddset(&held_, SIGCHLD);
    for (int signal : kPassedOn) {
      struct sigaction present {};
      ::sigaction(signal, nullptr, &present);
      if (present.sa_handler != SIG_IGN) sigaddset(&held_, signal);
    }
    // Where it was ignored, nobody could wait for a child.
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    ::sigaction(SIGCHLD, &action, nullptr);
    ::pthread_sigmask(SIG_BLOCK, &held_, &before_);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  const sigset_t& before() const { return before_; }
  siginfo_t next() const {
    siginfo_t info{};
    while (::sigwaitinfo(&held_, &info) < 0) continue;  // EINTR: one that is not held
    return info;
  }

 private:
  sigset_t held_, before_;
};

// What differs in the command from us.
class Spawn {
 public:
  explicit Spawn(const sigset_t& mask) {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    sigset_t reset;
    sigemptyset(&reset);
    for (int signal : {SIGPIPE, SIGXFSZ}) sigaddset(&reset, signal);  // which we ignore
    posix_spawnattr_setsigdefault(&attributes, &reset);
    posix_spawnattr_setsigmask(&attributes, &mask);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  Spawn(const Spawn&) = delete;
  Spawn& operator=(const Spawn&) = delete;
  ~Spawn() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

Error cannot_run(const std::string& name, int error_number) {
  Error error(errno_error(name, error_number).code(),
              printable(name, 4096) + ": cannot be run: " + std::strerror(error_number));
  if (error_number == ENOEXEC) return std::move(error).hint("a script begins with #! and the program that runs it");
  return error;
}

Result<CommandEnd> wait_for(pid_t pid, const HeldSignals& signals) {
  while (true) {
    const siginfo_t info = signals.next();
    if (info.si_signo != SIGCHLD) {
      const bool from_terminal = info.si_code > 0;
      if (!from_terminal) ::kill(pid, info.si_signo);
      continue;
    }
    int status = 0;
    const pid_t ended = ::waitpid(pid, &status, WNOHANG);
    if (ended < 0) return errno_error("the command", errno);
    if (ended == 0) continue;
    if (WIFSIGNALED(status)) return CommandEnd{.signal = WTERMSIG(status)};
    return CommandEnd{.status = WEXITSTATUS(status)};
  }
}

}  // namespace

Result<CommandEnd> run_command(const std::vector<std::string>& words, std::span<const int> keeps,
                               const std::function<bool()>& cancelled) {
  ASSERT(!words.empty());
  const HeldSignals signals;
  if (cancelled()) return Error(Errc::kBusy, "interrupted before the command began");
  Spawn how(signals.before());
  std::vector<Fd> kept;
  for (int fd : keeps) {
    kept.emplace_back(::fcntl(fd, F_DUPFD_CLOEXEC, kFirstKept));
    if (!kept.back()) kept.back() = Fd(::fcntl(fd, F_DUPFD_CLOEXEC, 3));  // few are allowed
    if (!kept.back()) return errno_error("a descriptor", errno);
    // Onto itself: then it is open in the command.
    posix_spawn_file_actions_adddup2(&how.actions, kept.back().get(), kept.back().get());
  }
  std::vector<std::string> copies = words;
  std::vector<char*> argv;
  for (std::string& word : copies) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, argv[0], &how.actions, &how.attributes, argv.data(), environ);
  if (error != 0) return cannot_run(words[0], error);
  kept.clear();  // ours is the one that we were given
  return wait_for(pid, signals);
}

}  // namespace tlog
