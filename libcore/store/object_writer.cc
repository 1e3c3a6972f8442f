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

Result<std::unique_ptr<ObjectWriter>> ObjectWriter::open(const LogDir& log, Options options) {
  CHECK(make_directories(log.tiles()));
  std::error_code ignored;
  std::filesystem::remove_all(log.stage(), ignored);
  CHECK(make_directories(log.stage(), 0700));
  TRY(LogSync sync, LogSync::open(log, options.sync_each));
  return std::unique_ptr<ObjectWriter>(new ObjectWriter(log, options, std::move(sync)));
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
  auto status = create_file(path, bytes, {.sync = sync_.each()});
  if (!status && status.error().code() == Errc::kNotFound) {  // the first object of its directory
    CHECK(make_directories(parent_directory(path)));
    status = create_file(path, bytes, {.sync = sync_.each()});
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
    if (sync_.each() && ::fsync(fd->get()) != 0) return errno_error(path, errno);
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
  CHECK(create_file(temporary, bytes, {.sync = sync_.each()}));
  if (::rename(temporary.c_str(), path.c_str()) != 0) return errno_error(path, errno);
  return {};
}

Status ObjectWriter::sync() { return sync_.all(log_.tiles()); }

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
