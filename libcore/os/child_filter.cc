#include "libcore/os/child_filter.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

extern char** environ;

namespace tlog {

namespace {

constexpr size_t kReadBytes = 1 << 16;
constexpr const char* kPipe = "a pipe";
// For a command that is asked to end: two seconds.
constexpr int kPauseMs = 5;
constexpr unsigned kPauses = 400;

struct Pipe {
  Fd read, write;
};
Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return errno_error(kPipe, errno);
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

// What differs in the child from us: its standard streams, and that a pipe without a reader ends it.
struct Spawn {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  Spawn(int in, int out) {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    sigset_t reset;
    sigemptyset(&reset);
    sigaddset(&reset, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &reset);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  }
  Spawn(const Spawn&) = delete;
  Spawn& operator=(const Spawn&) = delete;
  ~Spawn() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
};

}  // namespace

Error ChildFilter::failed(const std::string& what) const {
  return Error(Errc::kConfig, how_.name + ": the command " + what);
}

Result<ChildFilter> ChildFilter::start(const std::string& command, ChildStart how) {
  TRY(Pipe to, make_pipe());
  TRY(Pipe from, make_pipe());
  std::array<std::string, 3> words = {"sh", "-c", command};
  std::array<char*, 4> argv = {words[0].data(), words[1].data(), words[2].data(), nullptr};
  const Spawn spawn(to.read.get(), from.write.get());
  ChildFilter child(0, std::move(to.write), std::move(from.read), std::move(how));
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, "/bin/sh", &spawn.actions, &spawn.attributes, argv.data(), environ);
  if (error != 0) return child.failed(std::string("cannot be started: ") + std::strerror(error));
  child.pid_ = pid;
  for (const Fd* fd : {&child.in_, &child.out_}) {
    if (::fcntl(fd->get(), F_SETFL, O_NONBLOCK) != 0) return errno_error(kPipe, errno);
  }
  return child;
}

ChildFilter::ChildFilter(ChildFilter&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      in_(std::move(other.in_)),
      out_(std::move(other.out_)),
      how_(std::move(other.how_)),
      exit_status_(other.exit_status_) {}

ChildFilter::~ChildFilter() {
  if (pid_ == 0) return;
  in_ = Fd();
  out_ = Fd();
  ::kill(pid_, SIGTERM);
  for (unsigned i = 0; i < kPauses && !how_.patient; i++) {
    if (::waitpid(pid_, nullptr, WNOHANG) != 0) return;
    ::poll(nullptr, 0, kPauseMs);
  }
  if (!how_.patient) ::kill(pid_, SIGKILL);  // it does not want to hear
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
}

Status ChildFilter::wait_for(bool writable) {
  std::array<pollfd, 2> wanted = {pollfd{out_.get(), POLLIN, 0}, pollfd{in_.get(), POLLOUT, 0}};
  if (::poll(wanted.data(), writable ? 2 : 1, -1) >= 0) return {};
  if (errno == EINTR && how_.patient) return {};
  if (errno == EINTR) return Error(Errc::kBusy, "interrupted before the end");
  return errno_error(how_.name, errno);
}

// False: it closed its output.
Result<bool> ChildFilter::read_some_of(const Take& take) {
  std::array<char, kReadBytes> buffer;
  while (true) {
    const ssize_t n = ::read(out_.get(), buffer.data(), buffer.size());
    if (n == 0) return false;
    if (n < 0 && errno == EAGAIN) return true;
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_error(how_.name, errno);
    CHECK(take({buffer.data(), static_cast<size_t>(n)}));
  }
}

Status ChildFilter::write(std::string_view bytes, const Take& take) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(in_.get(), bytes.data(), bytes.size());
    if (n >= 0) {
      bytes.remove_prefix(static_cast<size_t>(n));
      continue;
    }
    if (errno == EPIPE) return ended_early();
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return errno_error(how_.name, errno);
    TRY(const bool goes_on, read_some_of(take));
    if (!goes_on) return ended_early();
    CHECK(wait_for(true));
  }
  return {};
}

Status ChildFilter::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0) {
    if (errno != EINTR) return errno_error(how_.name, errno);
    if (!how_.patient) return Error(Errc::kBusy, "interrupted before the end");
  }
  pid_ = 0;
  if (WIFSIGNALED(status)) return failed("was ended by signal " + std::to_string(WTERMSIG(status)));
  exit_status_ = WEXITSTATUS(status);
  if (WEXITSTATUS(status) != 0) return failed("failed with status " + std::to_string(WEXITSTATUS(status)));
  return {};
}

// It reads no more; why it ended says more than that.
Error ChildFilter::ended_early() {
  in_ = Fd();
  out_ = Fd();
  const Status status = wait();
  return status ? failed("ended before it had read all entries") : status.error();
}

Status ChildFilter::finish(const Take& take) {
  in_ = Fd();
  while (true) {
    TRY(const bool goes_on, read_some_of(take));
    if (!goes_on) break;
    CHECK(wait_for(false));
  }
  return wait();
}

}  // namespace tlog
