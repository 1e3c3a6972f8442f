// Runs a program, counts its file-system calls, and at one of them kills it, signals it or makes the call fail.
//
//   crash_at [OPTION]... -- PROGRAM [ARGUMENT]...
//     --under PATH          count calls on PATH and what is below it; may be repeated; without it all calls count
//     --reads               count calls that only look, too; else only those that change or sync something
//     --list FILE           write a line for every counted call: number, name, result, path, second path (tabs between)
//     --before N, --after N  kill the process with SIGKILL before call N is made, or when it has been made
//     --signal NAME         with one of these two: send INT, TERM or HUP instead, and let it go on
//     --hold FILE           with one of these two: make FILE instead, and let it go on when somebody has removed that
//     --fail N, --fail-from N  make call N, or it and all later ones that take room, fail
//     --errno NAME          with what: EIO (without it), ENOSPC, EDQUOT, EINTR, EACCES
//
// The exit status is that of the program; 128 and the signal when a signal ended it.
//
// ptrace(2) sees every call of every thread, however it is made. A thread that is killed in the stop before a call does
// not make it: the kernel skips the call of a thread with a fatal signal (syscall_trace_enter()).
#include <elf.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <limits.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/number.h"

namespace {

constexpr int kUsage = 64, kBroken = 70;

enum class Kind {
  kTakesRoom,  // changes the file system in a way that a full disk can refuse
  kChanges,    // changes or syncs it otherwise
  kLooks,      // only reads
  kOpens,      // an open: its flags tell
};

constexpr int kNone = -1;

// Where a call has its names: numbers of arguments. A path with a folder descriptor stands in the argument behind it.
struct Call {
  long number;
  const char* name;
  Kind kind;
  int fd = kNone;    // a descriptor of the file itself
  int path = kNone;  // a name
  int at = kNone;    // the descriptor of the folder that `path` starts from
  int path2 = kNone, at2 = kNone;
  int flags = kNone;  // of an open
};

const Call kCalls[] = {
#ifdef SYS_open  // the older calls, which newer machines (arm64) do not have
    {.number = SYS_open, .name = "open", .kind = Kind::kOpens, .path = 0, .flags = 1},
    {.number = SYS_creat, .name = "creat", .kind = Kind::kTakesRoom, .path = 0},
    {.number = SYS_rename, .name = "rename", .kind = Kind::kTakesRoom, .path = 0, .path2 = 1},
    {.number = SYS_link, .name = "link", .kind = Kind::kTakesRoom, .path = 0, .path2 = 1},
    {.number = SYS_symlink, .name = "symlink", .kind = Kind::kTakesRoom, .path = 1},
    {.number = SYS_unlink, .name = "unlink", .kind = Kind::kChanges, .path = 0},
    {.number = SYS_mkdir, .name = "mkdir", .kind = Kind::kTakesRoom, .path = 0},
    {.number = SYS_rmdir, .name = "rmdir", .kind = Kind::kChanges, .path = 0},
    {.number = SYS_mknod, .name = "mknod", .kind = Kind::kTakesRoom, .path = 0},
    {.number = SYS_chmod, .name = "chmod", .kind = Kind::kChanges, .path = 0},
    {.number = SYS_chown, .name = "chown", .kind = Kind::kChanges, .path = 0},
    {.number = SYS_stat, .name = "stat", .kind = Kind::kLooks, .path = 0},
    {.number = SYS_lstat, .name = "lstat", .kind = Kind::kLooks, .path = 0},
    {.number = SYS_access, .name = "access", .kind = Kind::kLooks, .path = 0},
    {.number = SYS_readlink, .name = "readlink", .kind = Kind::kLooks, .path = 0},
    {.number = SYS_getdents, .name = "getdents", .kind = Kind::kLooks, .fd = 0},
#endif
#ifdef SYS_renameat
    {.number = SYS_renameat, .name = "renameat", .kind = Kind::kTakesRoom, .path = 1, .at = 0, .path2 = 3, .at2 = 2},
#endif
    {.number = SYS_openat, .name = "openat", .kind = Kind::kOpens, .path = 1, .at = 0, .flags = 2},
    {.number = SYS_renameat2, .name = "renameat2", .kind = Kind::kTakesRoom, .path = 1, .at = 0, .path2 = 3, .at2 = 2},
    {.number = SYS_linkat, .name = "linkat", .kind = Kind::kTakesRoom, .path = 1, .at = 0, .path2 = 3, .at2 = 2},
    {.number = SYS_symlinkat, .name = "symlinkat", .kind = Kind::kTakesRoom, .path = 2, .at = 1},
    {.number = SYS_unlinkat, .name = "unlinkat", .kind = Kind::kChanges, .path = 1, .at = 0},
    {.number = SYS_mkdirat, .name = "mkdirat", .kind = Kind::kTakesRoom, .path = 1, .at = 0},
    {.number = SYS_mknodat, .name = "mknodat", .kind = Kind::kTakesRoom, .path = 1, .at = 0},
    {.number = SYS_fchmod, .name = "fchmod", .kind = Kind::kChanges, .fd = 0},
    {.number = SYS_fchmodat, .name = "fchmodat", .kind = Kind::kChanges, .path = 1, .at = 0},
    {.number = SYS_fchown, .name = "fchown", .kind = Kind::kChanges, .fd = 0},
    {.number = SYS_fchownat, .name = "fchownat", .kind = Kind::kChanges, .path = 1, .at = 0},
    {.number = SYS_utimensat, .name = "utimensat", .kind = Kind::kChanges, .path = 1, .at = 0},
    {.number = SYS_write, .name = "write", .kind = Kind::kTakesRoom, .fd = 0},
    {.number = SYS_pwrite64, .name = "pwrite64", .kind = Kind::kTakesRoom, .fd = 0},
    {.number = SYS_writev, .name = "writev", .kind = Kind::kTakesRoom, .fd = 0},
    {.number = SYS_pwritev, .name = "pwritev", .kind = Kind::kTakesRoom, .fd = 0},
    {.number = SYS_pwritev2, .name = "pwritev2", .kind = Kind::kTakesRoom, .fd = 0},
    {.number = SYS_sendfile, .name = "sendfile", .kind = Kind::kTakesRoom, .fd = 0},
    {.number = SYS_copy_file_range, .name = "copy_file_range", .kind = Kind::kTakesRoom, .fd = 2},
    {.number = SYS_fallocate, .name = "fallocate", .kind = Kind::kTakesRoom, .fd = 0},
    {.number = SYS_truncate, .name = "truncate", .kind = Kind::kTakesRoom, .path = 0},
    {.number = SYS_ftruncate, .name = "ftruncate", .kind = Kind::kTakesRoom, .fd = 0},
    {.number = SYS_fsync, .name = "fsync", .kind = Kind::kTakesRoom, .fd = 0},
    {.number = SYS_fdatasync, .name = "fdatasync", .kind = Kind::kTakesRoom, .fd = 0},
    {.number = SYS_syncfs, .name = "syncfs", .kind = Kind::kTakesRoom, .fd = 0},
    {.number = SYS_sync_file_range, .name = "sync_file_range", .kind = Kind::kTakesRoom, .fd = 0},
    {.number = SYS_flock, .name = "flock", .kind = Kind::kChanges, .fd = 0},
    {.number = SYS_close, .name = "close", .kind = Kind::kLooks, .fd = 0},
    {.number = SYS_read, .name = "read", .kind = Kind::kLooks, .fd = 0},
    {.number = SYS_pread64, .name = "pread64", .kind = Kind::kLooks, .fd = 0},
    {.number = SYS_readv, .name = "readv", .kind = Kind::kLooks, .fd = 0},
    {.number = SYS_fstat, .name = "fstat", .kind = Kind::kLooks, .fd = 0},
    {.number = SYS_newfstatat, .name = "newfstatat", .kind = Kind::kLooks, .path = 1, .at = 0},
    {.number = SYS_statx, .name = "statx", .kind = Kind::kLooks, .path = 1, .at = 0},
    {.number = SYS_statfs, .name = "statfs", .kind = Kind::kLooks, .path = 0},
    {.number = SYS_fstatfs, .name = "fstatfs", .kind = Kind::kLooks, .fd = 0},
    {.number = SYS_faccessat, .name = "faccessat", .kind = Kind::kLooks, .path = 1, .at = 0},
#ifdef SYS_faccessat2
    {.number = SYS_faccessat2, .name = "faccessat2", .kind = Kind::kLooks, .path = 1, .at = 0},
#endif
    {.number = SYS_readlinkat, .name = "readlinkat", .kind = Kind::kLooks, .path = 1, .at = 0},
    {.number = SYS_getdents64, .name = "getdents64", .kind = Kind::kLooks, .fd = 0},
};

const std::map<std::string_view, int> kErrors = {
    {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT}, {"EINTR", EINTR}, {"EACCES", EACCES}};
const std::map<std::string_view, int> kSignals = {
    {"KILL", SIGKILL}, {"INT", SIGINT}, {"TERM", SIGTERM}, {"HUP", SIGHUP}};

struct Options {
  std::vector<std::string> under;
  bool reads = false;
  std::string list, hold;
  uint64_t before = 0, after = 0, fail = 0, fail_from = 0;
  int signal = SIGKILL;
  int error = EIO;
  char** program = nullptr;
};

[[noreturn]] void stop(int status, const std::string& why) {
  std::fprintf(stderr, "crash_at: %s\n", why.c_str());
  std::exit(status);
}

[[noreturn]] void system_error(const std::string& what) { stop(kBroken, what + ": " + std::strerror(errno)); }

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i++) {
    const std::string_view word = argv[i];
    if (word == "--") {
      options.program = argv + i + 1;
      break;
    }
    if (word == "--reads") {
      options.reads = true;
      continue;
    }
    if (i + 1 == argc) stop(kUsage, fmt::format("{} needs a value", word));
    const std::string value = argv[++i];
    const auto number = [&] {
      const auto n = tlog::parse_u64(value);
      if (!n || *n == 0) stop(kUsage, fmt::format("{} {}: calls are counted from 1", word, value));
      return *n;
    };
    const auto named = [&](const std::map<std::string_view, int>& names) {
      const auto found = names.find(value);
      if (found == names.end()) stop(kUsage, fmt::format("{} {}: not a name that is known here", word, value));
      return found->second;
    };
    if (word == "--under") {
      options.under.push_back(value);
    } else if (word == "--list") {
      options.list = value;
    } else if (word == "--hold") {
      options.hold = value;
    } else if (word == "--before") {
      options.before = number();
    } else if (word == "--after") {
      options.after = number();
    } else if (word == "--fail") {
      options.fail = number();
    } else if (word == "--fail-from") {
      options.fail_from = number();
    } else if (word == "--errno") {
      options.error = named(kErrors);
    } else if (word == "--signal") {
      options.signal = named(kSignals);
    } else {
      stop(kUsage, fmt::format("unknown option {}", word));
    }
  }
  if (options.program == nullptr || *options.program == nullptr) stop(kUsage, "-- PROGRAM is needed");
  return options;
}

std::string link_target(const std::string& link) {
  char target[4096];
  const ssize_t n = ::readlink(link.c_str(), target, sizeof target);
  return n < 0 ? "" : std::string(target, static_cast<size_t>(n));
}

// A string in the memory of the traced process; a page at a time, because the next one may not be mapped.
std::string string_at(pid_t thread, uint64_t address) {
  constexpr uint64_t kPage = 4096;
  std::string text;
  while (text.size() < PATH_MAX) {
    char bytes[kPage];
    const size_t size = kPage - (address + text.size()) % kPage;
    iovec local{bytes, size};
    iovec remote{reinterpret_cast<void*>(address + text.size()), size};
    const ssize_t n = ::process_vm_readv(thread, &local, 1, &remote, 1, 0);
    if (n <= 0) break;
    const size_t length = ::strnlen(bytes, static_cast<size_t>(n));
    text.append(bytes, length);
    if (length < static_cast<size_t>(n)) break;
  }
  return text;
}

std::string path_of_fd(pid_t thread, uint64_t fd) {
  return link_target(fmt::format("/proc/{}/fd/{}", thread, static_cast<int>(fd)));
}

std::string path_at(pid_t thread, const __ptrace_syscall_info& info, int path, int at) {
  std::string name = string_at(thread, info.entry.args[path]);
  if (name.starts_with('/')) return name;
  const bool from_folder = at != kNone && static_cast<int>(info.entry.args[at]) != AT_FDCWD;
  const std::string folder =
      from_folder ? path_of_fd(thread, info.entry.args[at]) : link_target(fmt::format("/proc/{}/cwd", thread));
  return name.empty() ? folder : folder + "/" + name;
}

// What a thread is in the middle of.
struct Pending {
  const Call* call;
  uint64_t number;  // among the counted calls
  std::string path, path2;
  bool fail = false;
};

void skip_call(pid_t thread) {
#if defined(__x86_64__)
  if (::ptrace(PTRACE_POKEUSER, thread, offsetof(user_regs_struct, orig_rax), -1L) != 0) system_error("skip a call");
#elif defined(__aarch64__)
  int number = -1;
  iovec data{&number, sizeof number};
  if (::ptrace(PTRACE_SETREGSET, thread, NT_ARM_SYSTEM_CALL, &data) != 0) system_error("skip a call");
#else
#error "tell how a call is skipped on this processor"
#endif
}

void set_result(pid_t thread, long result) {
#if defined(__x86_64__)
  if (::ptrace(PTRACE_POKEUSER, thread, offsetof(user_regs_struct, rax), result) != 0) system_error("set a result");
#elif defined(__aarch64__)
  user_regs_struct regs;
  iovec data{&regs, sizeof regs};
  if (::ptrace(PTRACE_GETREGSET, thread, NT_PRSTATUS, &data) != 0) system_error("get registers");
  regs.regs[0] = static_cast<unsigned long long>(result);
  if (::ptrace(PTRACE_SETREGSET, thread, NT_PRSTATUS, &data) != 0) system_error("set a result");
#endif
}

class Tracer {
 public:
  explicit Tracer(Options options) : options_(std::move(options)) {
    if (options_.list.empty()) return;
    list_ = std::fopen(options_.list.c_str(), "we");
    if (list_ == nullptr) system_error(options_.list);
  }

  int run() {
    start();
    while (true) {
      int status = 0;
      const pid_t thread = ::waitpid(-1, &status, __WALL);
      if (thread < 0) system_error("waitpid");
      if (WIFEXITED(status) || WIFSIGNALED(status)) {
        pending_.erase(thread);
        if (thread != process_) continue;
        if (list_ != nullptr && std::fclose(list_) != 0) system_error(options_.list);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      }
      int deliver = 0;
      const int stopped_by = WSTOPSIG(status);
      if (stopped_by == (SIGTRAP | 0x80)) {
        at_call(thread);
      } else if (status >> 16 == 0 && stopped_by != SIGSTOP) {  // not an event, not the first stop of a thread
        deliver = stopped_by;
      }
      // ESRCH: it was killed meanwhile, and waitpid will tell.
      if (::ptrace(PTRACE_SYSCALL, thread, nullptr, deliver) != 0 && errno != ESRCH) system_error("ptrace");
    }
  }

 private:
  void start() {
    process_ = ::fork();
    if (process_ < 0) system_error("fork");
    if (process_ == 0) {
      ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
      ::raise(SIGSTOP);
      ::execvp(options_.program[0], options_.program);
      system_error(options_.program[0]);
    }
    int status = 0;
    if (::waitpid(process_, &status, 0) != process_ || !WIFSTOPPED(status)) stop(kBroken, "the program did not start");
    const long wanted = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                        PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
    if (::ptrace(PTRACE_SETOPTIONS, process_, nullptr, wanted) != 0) system_error("ptrace");
    if (::ptrace(PTRACE_SYSCALL, process_, nullptr, 0) != 0) system_error("ptrace");
  }

  void at_call(pid_t thread) {
    __ptrace_syscall_info info;
    // ESRCH: it was killed meanwhile.
    if (::ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) < 0) {
      if (errno == ESRCH) return;
      system_error("PTRACE_GET_SYSCALL_INFO");
    }
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
      if (auto pending = counted(thread, info)) before(thread, *std::move(pending));
    } else if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
      const auto at = pending_.find(thread);
      if (at == pending_.end()) return;
      const Pending pending = std::move(at->second);
      pending_.erase(at);
      after(thread, pending, info.exit.rval);
    }
  }

  std::optional<Pending> counted(pid_t thread, const __ptrace_syscall_info& info) {
    const auto call = std::find_if(std::begin(kCalls), std::end(kCalls),
                                   [&](const Call& known) { return known.number == static_cast<long>(info.entry.nr); });
    if (call == std::end(kCalls)) return std::nullopt;
    Kind kind = call->kind;
    if (kind == Kind::kOpens) {
      const bool makes = (info.entry.args[call->flags] & (O_CREAT | O_TRUNC)) != 0;
      kind = makes ? Kind::kTakesRoom : Kind::kLooks;
    }
    if (kind == Kind::kLooks && !options_.reads) return std::nullopt;
    Pending pending{.call = call, .number = 0, .path = {}, .path2 = {}};
    pending.path =
        call->fd != kNone ? path_of_fd(thread, info.entry.args[call->fd]) : path_at(thread, info, call->path, call->at);
    if (call->path2 != kNone) pending.path2 = path_at(thread, info, call->path2, call->at2);
    if (!is_under(pending.path) && !is_under(pending.path2)) return std::nullopt;
    pending.number = ++count_;
    const bool takes_room = kind == Kind::kTakesRoom;
    pending.fail = count_ == options_.fail || (options_.fail_from != 0 && count_ >= options_.fail_from && takes_room);
    return pending;
  }

  bool is_under(const std::string& path) const {
    if (options_.under.empty()) return true;
    return std::any_of(options_.under.begin(), options_.under.end(), [&](const std::string& top) {
      return path.starts_with(top) && (path.size() == top.size() || path[top.size()] == '/');
    });
  }

  void before(pid_t thread, Pending pending) {
    if (pending.number == options_.before) arrived();
    // A descriptor is free after close(2) whatever that returned.
    if (pending.fail && pending.call->number != SYS_close) skip_call(thread);
    pending_.insert_or_assign(thread, std::move(pending));
  }

  void after(pid_t thread, const Pending& pending, int64_t result) {
    if (pending.fail) {
      result = -options_.error;
      set_result(thread, result);
    }
    if (list_ != nullptr) {
      const std::string line =
          fmt::format("{}\t{}\t{}\t{}\t{}\n", pending.number, pending.call->name, result, pending.path, pending.path2);
      if (std::fputs(line.c_str(), list_) < 0) system_error(options_.list);
    }
    if (pending.number == options_.after) arrived();
  }

  // At the call that was asked for. While nobody waits for its threads, each of them stops at its next call.
  void arrived() const {
    if (options_.hold.empty()) {
      ::kill(process_, options_.signal);
      return;
    }
    const int made = ::open(options_.hold.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0) system_error(options_.hold);
    ::close(made);
    while (::access(options_.hold.c_str(), F_OK) == 0) ::usleep(5000);
  }

  Options options_;
  std::FILE* list_ = nullptr;
  pid_t process_ = 0;
  uint64_t count_ = 0;
  std::map<pid_t, Pending> pending_;
};

}  // namespace

int main(int argc, char** argv) { return Tracer(parse(argc, argv)).run(); }
