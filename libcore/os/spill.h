#pragma once
// Spill folders: where a tool puts what does not fit into memory. All of them stand in one root,
//
//   ROOT/spill_<seconds since the Epoch>_<random number>/.lock
//
// and are for their owner alone (0700). A tool holds the lock of its folder (flock) for as long as it lives, and
// removes the folder when it ends; what a killed one left is removed by whoever sweeps (spill_sweep.h).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/os/file.h"

namespace tlog {

constexpr std::string_view kSpillPrefix = "spill_";
constexpr const char* kSpillLock = ".lock";

// What can be seen of a name before the folder is looked at.
enum class SpillName { kOther, kBadTime, kSpill };
struct SpillNameParts {
  SpillName kind = SpillName::kOther;
  uint64_t unix_time = 0;  // of kSpill
};
// The part behind the time may be missing, and may be anything.
SpillNameParts parse_spill_name(std::string_view name);

// Opens the root: by descriptor, and only a folder of our own, since what is in it is removed by its name alone.
// not_found: there is none. denied: it belongs to another user. usage: a link, "/", the home of the user, or no folder.
// Not callable from several threads at once.
Result<Fd> open_spill_root(const std::string& path);

// io: the file system of `root` has not room for `bytes` and a tenth more. (It is not reserved: others may take it.)
Status check_spill_room(const std::string& root, uint64_t bytes);

class SpillFolder {
 public:
  // Makes a folder for about `bytes` in `root`, which is made when it is missing. Errors of open_spill_root(), of
  // check_spill_room(), and of the file system.
  static Result<SpillFolder> make(const std::string& root, uint64_t bytes, uint64_t now);
  SpillFolder(SpillFolder&&) noexcept = default;
  SpillFolder& operator=(SpillFolder&&) = delete;
  // Removes it with all that is in it. What cannot be removed stays for the next sweep.
  ~SpillFolder();

  const std::string& path() const { return path_; }

 private:
  SpillFolder(Fd root, Fd folder, Fd lock, std::string path, std::string name)
      : root_(std::move(root)),
        folder_(std::move(folder)),
        lock_(std::move(lock)),
        path_(std::move(path)),
        name_(std::move(name)) {}
  Fd root_, folder_, lock_;
  std::string path_, name_;
};

// Removes the folder that was opened as `folder` when everything in it can be removed, its lock last. The caller holds
// the lock. Errors of remove_all_in().
Status remove_spill(const Fd& root, const Fd& folder, const std::string& name, const std::string& path);

// Is `folder` still what stands in `root` under this name, and `lock` its lock?
bool is_same_spill(const Fd& root, const Fd& folder, const Fd& lock, const std::string& name);

}  // namespace tlog
