#include "libcore/store/object_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "libcore/base/text.h"

namespace tlog {

namespace {

// Where syncfs(2) writes everything and tells of what failed (Linux 5.8 and later): numbers of statfs(2).
constexpr uint32_t kExt = 0xef53, kXfs = 0x58465342, kBtrfs = 0x9123683e, kF2fs = 0xf2f52010, kTmpfs = 0x01021994,
                   kZfs = 0x2fc12fc1;

bool honours_syncfs(int fd) {
  struct statfs info {};
  if (::fstatfs(fd, &info) != 0) return false;
  const auto type = static_cast<uint32_t>(info.f_type);
  return type == kExt || type == kXfs || type == kBtrfs || type == kF2fs || type == kTmpfs || type == kZfs;
}

Result<dev_t> device_of(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return errno_error(path, errno);
  return info.st_dev;
}

}  // namespace

Result<std::unique_ptr<ObjectWriter>> ObjectWriter::open(const LogDir& log, Options options) {
  TRY(Fd directory, open_directory(log.path));
  CHECK(make_directories(log.tiles()));
  std::error_code ignored;
  std::filesystem::remove_all(log.stage(), ignored);
  CHECK(make_directories(log.stage(), 0700));
  TRY(const dev_t device, device_of(log.path));
  for (const std::string& part : {log.tiles(), log.stage()}) {
    TRY(const dev_t other, device_of(part));
    if (other != device) {
      return Error(Errc::kConfig, printable(part, 4096) + ": is on another file system than its log")
          .hint("a log must be on one file system, or it cannot be made durable as a whole");
    }
  }
  const bool sync_each = options.sync_each || !honours_syncfs(directory.get());
  return std::unique_ptr<ObjectWriter>(new ObjectWriter(log, options, std::move(directory), sync_each));
}

Error ObjectWriter::other_input(const std::string& path, const std::string& why) const {
  Error error(Errc::kMalformed, printable(path, 4096) + ": " + why);
  // What was signed is never imported anew: that would be a fork.
  if (options_.only_size) return std::move(error).hint("resume with the input that the import was begun with");
  return std::move(error).hint(
      "resume with the input that the import was begun with, or remove the directory and import anew");
}

Status ObjectWriter::put(const TileId& tile, std::string_view bytes) {
  const std::string path = log_.object(tile);
  if (options_.only_size && !has_object(*options_.only_size, tile))
    return other_input(path, "is no object of the log that was signed");
  auto status = create_file(path, bytes, {.sync = sync_each_});
  if (!status && status.error().code() == Errc::kNotFound) {  // the first object of its directory
    CHECK(make_directories(parent_directory(path)));
    status = create_file(path, bytes, {.sync = sync_each_});
  }
  if (status) {
    written_++;
    remember(tile);
    return {};
  }
  if (status.error().code() == Errc::kCannotCreate && options_.resume) return settle(tile, path, bytes);
  return status;
}

Status ObjectWriter::settle(const TileId& tile, const std::string& path, std::string_view bytes) {
  auto fd = open_regular_file(path);
  if (!fd) return std::move(fd).error();
  auto found = read_all(fd->get(), max_object_bytes(tile), path);
  if (!found && found.error().code() != Errc::kMalformed) return std::move(found).error();
  if (found && *found == bytes) {
    if (sync_each_ && ::fsync(fd->get()) != 0) return errno_error(path, errno);
    verified_++;
    return {};
  }
  const bool torn = found && bytes.starts_with(*found);
  if (!torn && !options_.after_other_boot) return other_input(path, "differs from what this input gives");
  CHECK(replace(path, bytes));
  repaired_++;
  remember(tile);
  return {};
}

void ObjectWriter::remember(const TileId& tile) {
  if (!options_.resume) return;
  std::lock_guard lock(mutex_);
  made_.push_back(tile);
}

Status ObjectWriter::replace(const std::string& path, std::string_view bytes) {
  const std::string temporary = log_.stage() + "/" + std::to_string(stage_number_++);
  CHECK(create_file(temporary, bytes, {.sync = sync_each_}));
  if (::rename(temporary.c_str(), path.c_str()) != 0) return errno_error(path, errno);
  return {};
}

Status ObjectWriter::sync() {
  if (!sync_each_) {
    if (::syncfs(directory_.get()) != 0) return errno_error(log_.path, errno);
    return {};
  }
  // The files are durable; the directories that name them are not yet.
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(log_.tiles(), error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_directory(error)) CHECK(sync_directory(at->path().string()));
  }
  if (error) return errno_error(log_.tiles(), error.value());
  CHECK(sync_directory(log_.tiles()));
  CHECK(sync_directory(log_.path));
  return sync_directory(parent_directory(log_.path));
}

void ObjectWriter::undo() {
  if (!options_.resume) return discard();
  std::error_code ignored;
  std::filesystem::remove_all(log_.stage(), ignored);
  std::lock_guard lock(mutex_);
  for (const TileId& tile : made_) ::unlink(log_.object(tile).c_str());
}

void ObjectWriter::discard() {
  std::error_code ignored;
  std::filesystem::remove_all(log_.stage(), ignored);
  std::filesystem::remove_all(log_.tiles(), ignored);
}

}  // namespace tlog
