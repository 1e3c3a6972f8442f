#include "libcore/os/remove_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "libcore/base/text.h"

namespace tlog {

namespace {

// A removal may hide other names from the listing that goes on, so a folder is read until nothing is left; but not for
// ever, where somebody keeps putting things there.
constexpr unsigned kMaxPasses = 100;

Error mount_error(const std::string& path) {
  return Error(Errc::kConfig, printable(path, 4096) + ": is a mount, which is not crossed");
}

// Of the mount that a descriptor is in. A bind mount has the device of what it shows: only this tells.
Result<uint64_t> mount_of(const Fd& fd, const std::string& path) {
  struct statx info {};
  if (::statx(fd.get(), "", AT_EMPTY_PATH, STATX_MNT_ID, &info) != 0) return errno_error(path, errno);
  if ((info.stx_mask & STATX_MNT_ID) == 0) {
    return Error(Errc::kConfig, printable(path, 4096) + ": this kernel does not tell mounts apart");
  }
  return uint64_t{info.stx_mnt_id};
}

Result<struct stat> look_at(const Fd& folder, const std::string& name, const std::string& path) {
  struct stat info {};
  if (::fstatat(folder.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return errno_error(path, errno);
  return info;
}

bool is_gone(const Error& error) { return error.code() == Errc::kNotFound; }

// Calls `visit(name, path, info)` for what is in the folder; what goes away meanwhile is passed over.
template <typename Visit>
Status for_entries(const Fd& folder, const std::string& path, const Visit& visit) {
  return for_names_in(folder, path, [&](const std::string& name) -> Status {
    const std::string below = path + "/" + name;
    const auto info = look_at(folder, name, below);
    if (!info) return is_gone(info.error()) ? Status() : info.error();
    const Status status = visit(name, below, *info);
    return status || is_gone(status.error()) ? Status() : status;
  });
}

Error too_deep(const std::string& path) {
  return Error(Errc::kMalformed,
               fmt::format("{}: has folders in more than {} folders", printable(path, 4096), kMaxTreeDepth));
}

Status add_bytes(const Fd& folder, const std::string& path, unsigned depth, uint64_t& bytes) {
  if (depth > kMaxTreeDepth) return too_deep(path);
  return for_entries(folder, path,
                     [&](const std::string& name, const std::string& below, const struct stat& info) -> Status {
                       if (!S_ISDIR(info.st_mode)) {
                         if (S_ISREG(info.st_mode)) bytes += static_cast<uint64_t>(info.st_size);
                         return {};
                       }
                       TRY(const Fd inner, open_folder_in(folder, name, below));
                       return add_bytes(inner, below, depth + 1, bytes);
                     });
}

Status unlink_in(const Fd& folder, const std::string& name, int flags, const std::string& path) {
  if (::unlinkat(folder.get(), name.c_str(), flags) == 0 || errno == ENOENT) return {};
  if (errno == EBUSY) return mount_error(path);
  return errno_error(path, errno);
}

Status remove_below(const Fd& folder, const std::string& last, const std::string& path, unsigned depth) {
  if (depth > kMaxTreeDepth) return too_deep(path);
  bool removed = true;
  const auto remove = [&](const std::string& name, const std::string& below, const struct stat& info) -> Status {
    if (name == last) return {};
    removed = true;
    if (!S_ISDIR(info.st_mode)) return unlink_in(folder, name, 0, below);
    {
      TRY(const Fd inner, open_folder_in(folder, name, below));
      CHECK(remove_below(inner, "", below, depth + 1));
    }
    return unlink_in(folder, name, AT_REMOVEDIR, below);
  };
  for (unsigned pass = 0; removed && pass < kMaxPasses; pass++) {
    removed = false;
    CHECK(for_entries(folder, path, remove));
  }
  return {};
}

}  // namespace

Result<Fd> open_folder_in(const Fd& parent, const std::string& name, const std::string& path) {
  Fd folder(::openat(parent.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder && errno == ELOOP) return errno_error(path, ENOTDIR);
  if (!folder) return errno_error(path, errno);
  TRY(const uint64_t outside, mount_of(parent, path));
  TRY(const uint64_t inside, mount_of(folder, path));
  if (outside != inside) return mount_error(path);
  return folder;
}

Status for_names_in(const Fd& folder, const std::string& path, const std::function<Status(const std::string&)>& visit) {
  const int own = ::openat(folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);  // a position of its own
  if (own < 0) return errno_error(path, errno);
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::fdopendir(own), &::closedir);
  if (!listing) {
    const int failed = errno;
    ::close(own);
    return errno_error(path, failed);
  }
  while (true) {
    errno = 0;
    const dirent* const entry = ::readdir(listing.get());
    if (entry == nullptr) return errno == 0 ? Status() : errno_error(path, errno);
    const std::string name = &entry->d_name[0];
    if (name != "." && name != "..") CHECK(visit(name));
  }
}

Result<uint64_t> bytes_in(const Fd& folder, const std::string& path) {
  uint64_t bytes = 0;
  CHECK(add_bytes(folder, path, 0, bytes));
  return bytes;
}

Status remove_all_in(const Fd& folder, const std::string& last, const std::string& path) {
  return remove_below(folder, last, path, 0);
}

}  // namespace tlog
