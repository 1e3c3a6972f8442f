#include "libcore/os/spill_sweep.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "libcore/os/file.h"
#include "libcore/os/remove_tree.h"
#include "libcore/os/spill.h"

namespace tlog {

namespace {

constexpr size_t kMaxNames = 1'000'000;  // looked at by one sweep

std::string_view reason_of(const Error& error) {
  if (error.code() == Errc::kConfig) return "mount";
  if (error.code() == Errc::kMalformed) return "too_deep";
  return error.code() == Errc::kDenied ? "denied" : "io";
}

// One name in the root, from the outside to the inside: each step says why the folder stays, or goes on.
class Sweep {
 public:
  Sweep(const Fd& root, const std::string& root_path, const SweepOptions& options, std::string name)
      : root_(root), options_(options), path_(root_path + "/" + name) {
    finding_.name = std::move(name);
  }

  SpillFinding judge() {
    if (by_name() && by_kind() && by_lock()) remove();
    return std::move(finding_);
  }

 private:
  bool keep(std::string_view reason) {
    finding_.action = SpillAction::kKept;
    finding_.reason = reason;
    return false;
  }
  bool gone() {
    finding_.action = SpillAction::kGone;
    finding_.reason = "another";
    return false;
  }
  bool fail(const Error& error) {
    finding_.action = SpillAction::kFailed;
    finding_.reason = reason_of(error);
    finding_.error = error.message();
    return false;
  }

  bool by_name() {
    const SpillNameParts parts = parse_spill_name(finding_.name);
    if (parts.kind == SpillName::kOther) return keep("name");
    if (parts.kind == SpillName::kBadTime) return keep("bad_time");
    if (options_.now == 0) return keep("clock");
    if (parts.unix_time > options_.now) return keep("future");
    finding_.age_s = options_.now - parts.unix_time;
    // Without a look at the lock, nothing younger than this can be stale.
    return *finding_.age_s > std::min(options_.max_age_s, options_.grace_s.value_or(UINT64_MAX)) || keep("young");
  }

  bool by_kind() {
    struct stat info {};
    if (::fstatat(root_.get(), finding_.name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
      return errno == ENOENT ? gone() : fail(errno_error(path_, errno));
    }
    if (S_ISLNK(info.st_mode)) return keep("link");
    if (!S_ISDIR(info.st_mode)) return keep("not_folder");
    if (info.st_uid != ::geteuid()) return keep("owner");
    auto folder = open_folder_in(root_, finding_.name, path_);
    if (!folder && folder.error().code() == Errc::kConfig) return keep("mount");
    if (!folder) return folder.error().code() == Errc::kNotFound ? gone() : fail(folder.error());
    folder_ = *std::move(folder);
    return true;
  }

  bool by_lock() {
    struct stat info {};
    if (::fstatat(folder_.get(), kSpillLock, &info, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) return keep("lock_unreadable");
      return *finding_.age_s > options_.max_age_s || keep("young");
    }
    if (!S_ISREG(info.st_mode)) return keep("lock_not_file");  // to open it could wait, or do something
    lock_ = Fd(::openat(folder_.get(), kSpillLock, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!lock_) return errno == ENOENT ? gone() : keep("lock_unreadable");
    if (*finding_.age_s <= options_.grace_s.value_or(options_.max_age_s)) return keep("young");
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) return keep(errno == EWOULDBLOCK ? "locked" : "lock_unreadable");
    return is_same_spill(root_, folder_, lock_, finding_.name) || gone();
  }

  void remove() {
    const auto bytes = bytes_in(folder_, path_);
    if (!bytes && bytes.error().code() == Errc::kConfig) return void(keep("mount"));
    if (!bytes) return void(fail(bytes.error()));
    finding_.bytes = *bytes;
    finding_.reason = lock_ ? "unlocked" : "no_lock";
    finding_.action = SpillAction::kWouldRemove;
    if (options_.dry_run) return;
    if (const Status removed = remove_spill(root_, folder_, finding_.name, path_); !removed) {
      return void(fail(removed.error()));
    }
    finding_.action = SpillAction::kRemoved;
  }

  const Fd& root_;
  const SweepOptions& options_;
  const std::string path_;
  SpillFinding finding_;
  Fd folder_, lock_;
};

}  // namespace

Status sweep_spill(const std::string& root_path, const SweepOptions& options,
                   const std::function<void(const SpillFinding&)>& tell) {
  TRY(const Fd root, open_spill_root(root_path));
  std::vector<std::string> names;
  CHECK(for_names_in(root, root_path, [&](const std::string& name) -> Status {
    if (names.size() < kMaxNames) names.push_back(name);
    return {};
  }));
  std::sort(names.begin(), names.end());
  for (std::string& name : names) {
    if (options.cancelled && options.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    tell(Sweep(root, root_path, options, std::move(name)).judge());
  }
  return {};
}

}  // namespace tlog
