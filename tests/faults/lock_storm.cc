// Rounds of processes that want one lock, and of which some are killed while they hold it: do two of them ever hold it
// at once, and does it ever come free?
//
//   lock_storm DISCIPLINE DIR ROUNDS
//
// DISCIPLINE: log, mirror (store/log_lock.h), or pid_file: a file that is there while somebody has the lock, with the
// number of the process inside, and that is removed by whoever finds that process dead. That is what others do; it
// shows that two holders are seen here when there are two.
//
// In each round one process takes the lock and is killed with it; then four try at once, each one time, one of which is
// killed somewhere. Prints: rounds N two_holders N without_winner N

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <string_view>

#include "libcore/base/number.h"
#include "libcore/os/file.h"
#include "libcore/store/log_lock.h"

namespace {

constexpr size_t kContenders = 4;
constexpr int kHoldMicroseconds = 300;

using Lock = std::shared_ptr<void>;  // held while it lives; none: it was not got
using Take = std::function<Lock(const tlog::LogDir&)>;

template <typename Result>
Lock keep(Result result) {
  if (result) return std::make_shared<std::decay_t<decltype(*result)>>(*std::move(result));
  if (result.error().code() != tlog::Errc::kBusy) std::abort();
  return nullptr;
}

Lock take_log(const tlog::LogDir& log) {
  return keep(tlog::take_log_lock(log, 0, [] { return false; }));
}
Lock take_mirror(const tlog::LogDir& log) {
  return keep(tlog::take_mirror_locks(log, 0, [] { return false; }));
}

struct PidFile {
  explicit PidFile(std::string name) : path(std::move(name)) {}
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;
  ~PidFile() { ::unlink(path.c_str()); }
  const std::string path;
};

// Once more after it has removed the file of a dead process.
Lock take_pid_file(const tlog::LogDir& log, bool again) {
  const std::string path = log.lock();
  const tlog::Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (fd) {
    if (!tlog::write_all(fd.get(), std::to_string(::getpid()) + "\n", path)) std::abort();
    ::fsync(fd.get());
    return std::make_shared<PidFile>(path);
  }
  auto text = tlog::read_file(path, 100);
  if (!text) return nullptr;
  while (!text->empty() && text->back() == '\n') text->pop_back();
  const auto pid = tlog::parse_u64(*text);
  if (!again || !pid || std::filesystem::exists("/proc/" + *text)) return nullptr;
  ::usleep(100);  // the processor may be taken away anywhere, on a busy machine more often
  ::unlink(path.c_str());
  return take_pid_file(log, false);
}

// What the processes of a round share.
struct Round {
  std::array<std::atomic<bool>, kContenders> holds{}, doomed{};
  std::atomic<uint64_t> two_holders{0}, winners{0};
};

void contend(Round& round, size_t self, const Take& take, const tlog::LogDir& log) {
  const Lock lock = take(log);
  if (!lock) return;
  round.holds[self] = true;
  for (size_t other = 0; other < kContenders; other++) {
    if (other != self && round.holds[other] && !round.doomed[other]) round.two_holders++;
  }
  round.winners++;
  ::usleep(kHoldMicroseconds);
  round.holds[self] = false;
}

pid_t start(const std::function<void()>& body) {
  const pid_t child = ::fork();
  if (child < 0) std::abort();
  if (child == 0) {
    body();
    ::_exit(0);
  }
  return child;
}

void make_pipe(std::array<int, 2>& ends) {
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
}

// False: the lock could not be had, because nobody lets go of it.
bool leave_with_a_dead_holder(const Take& take, const tlog::LogDir& log) {
  std::array<int, 2> ready{};
  make_pipe(ready);
  const pid_t holder = start([&] {
    const Lock lock = take(log);
    if (lock && ::write(ready[1], "x", 1) == 1) ::pause();
  });
  ::close(ready[1]);
  char byte = 0;
  const bool held = ::read(ready[0], &byte, 1) == 1;
  ::close(ready[0]);
  ::kill(holder, SIGKILL);
  ::waitpid(holder, nullptr, 0);
  return held;
}

void run_round(Round& round, const Take& take, const tlog::LogDir& log, std::mt19937& dice) {
  std::array<int, 2> gate{};  // opens for all of them when we close our end
  make_pipe(gate);
  std::array<pid_t, kContenders> children{};
  for (size_t i = 0; i < kContenders; i++) {
    children[i] = start([&, i] {
      ::close(gate[1]);
      char byte = 0;
      if (::read(gate[0], &byte, 1) == 0) contend(round, i, take, log);
    });
  }
  ::close(gate[0]);
  ::close(gate[1]);
  const size_t victim = dice() % kContenders;
  ::usleep(static_cast<useconds_t>(dice() % (3 * kHoldMicroseconds)));
  round.doomed[victim] = true;
  ::kill(children[victim], SIGKILL);
  for (const pid_t child : children) ::waitpid(child, nullptr, 0);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view discipline = argc == 4 ? argv[1] : "";
  const uint64_t rounds = argc == 4 ? tlog::parse_u64(argv[3]).value_or(0) : 0;
  Take take;
  if (discipline == "log") take = take_log;
  if (discipline == "mirror") take = take_mirror;
  if (discipline == "pid_file") take = [](const tlog::LogDir& log) { return take_pid_file(log, true); };
  if (!take || rounds == 0) return 64;
  const tlog::LogDir log{argv[2]};
  std::filesystem::create_directories(log.state());
  void* const memory = ::mmap(nullptr, sizeof(Round), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 70;
  std::mt19937 dice(1);
  uint64_t two_holders = 0, without_winner = 0;
  for (uint64_t i = 0; i < rounds; i++) {
    Round* const round = new (memory) Round;
    const bool held = leave_with_a_dead_holder(take, log);
    run_round(*round, take, log, dice);
    // Who was killed may have been the only one that had it.
    const bool nobody = round->winners == 0;
    two_holders += round->two_holders > 0;
    without_winner += !held || (nobody && !take(log));
    if (discipline == "pid_file" && !held) std::filesystem::remove(log.lock());
  }
  fmt::print("rounds {} two_holders {} without_winner {}\n", rounds, two_holders, without_winner);
  return 0;
}
