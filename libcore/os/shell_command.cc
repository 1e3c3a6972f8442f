#include "libcore/os/shell_command.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <string_view>

#include "libcore/os/file.h"

extern char** environ;

namespace tlog {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{5};  // with a command that was asked to end
constexpr int kPollMs = 50;                   // how long a cancellation may go unnoticed

// The environment with some variables set.
std::vector<std::string> environment(const std::vector<std::pair<std::string, std::string>>& more) {
  std::vector<std::string> out;
  for (char** at = environ; *at != nullptr; at++) {
    const std::string_view line = *at;
    bool replaced = false;
    for (const auto& variable : more) {
      replaced = replaced || (line.starts_with(variable.first) && line.substr(variable.first.size()).starts_with('='));
    }
    if (!replaced) out.emplace_back(line);
  }
  for (const auto& [name, value] : more) out.push_back(name + "=" + value);
  return out;
}

struct Spawn {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  Spawn() {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    sigset_t reset;
    sigemptyset(&reset);
    for (const int signal : {SIGPIPE, SIGXFSZ}) sigaddset(&reset, signal);
    posix_spawnattr_setsigdefault(&attributes, &reset);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  Spawn(const Spawn&) = delete;
  Spawn& operator=(const Spawn&) = delete;
  ~Spawn() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
};

// `pid` leads a process group.
Result<int> wait_for(pid_t pid, const std::function<bool()>& cancelled) {
  const Fd ended(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));  // an older kernel has none: then we look often
  std::optional<Clock::time_point> asked;
  while (true) {
    int status = 0;
    const pid_t waited = ::waitpid(pid, &status, WNOHANG);
    if (waited < 0 && errno != EINTR) return errno_error("a command", errno);
    if (waited == pid) return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    if (!asked && cancelled()) {
      asked = Clock::now();
      ::kill(-pid, SIGTERM);
    }
    if (asked && Clock::now() >= *asked + kPatience) ::kill(-pid, SIGKILL);
    pollfd end{ended.get(), POLLIN, 0};
    ::poll(&end, 1, kPollMs);
  }
}

}  // namespace

Result<int> run_shell_command(const std::string& command, const std::vector<std::pair<std::string, std::string>>& more,
                              const std::function<bool()>& cancelled) {
  std::array<std::string, 3> words = {"sh", "-c", command};
  std::array<char*, 4> argv = {words[0].data(), words[1].data(), words[2].data(), nullptr};
  std::vector<std::string> variables = environment(more);
  std::vector<char*> envp;
  for (std::string& variable : variables) envp.push_back(variable.data());
  envp.push_back(nullptr);
  const Spawn how;
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, "/bin/sh", &how.actions, &how.attributes, argv.data(), envp.data());
  if (error != 0) return Error(Errc::kConfig, std::string("/bin/sh: ") + std::strerror(error));
  return wait_for(pid, cancelled);
}

}  // namespace tlog
