#include "libcore/store/append_stage.h"

#include <filesystem>
#include <set>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "libcore/base/text.h"

namespace tlog {

namespace {

Error in_the_way(const std::string& path) {
  return Error(Errc::kCannotCreate, printable(path, 4096) + ": is in the way, and is not what these entries give")
      .hint("no checkpoint covers it; when it is known to be of no use, move it away");
}

// Nothing can be read at `path`. Can it be made, as far as the names in it tell? A link that leads nowhere has the name
// too, and a file may be where a directory must be.
Status check_free(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0) return in_the_way(path);
  const std::string parent = parent_directory(path);
  TRY(const FileKind kind, kind_of(parent));
  return kind == FileKind::kDirectory ? Status() : check_free(parent);
}

// Is the file at `path` there with these bytes? cannot_create: with others.
Result<bool> is_there(const std::string& path, const TileId& tile, std::string_view bytes) {
  auto found = read_regular_file(path, max_object_bytes(tile));
  if (found) return *found == bytes ? Result<bool>(true) : in_the_way(path);
  if (found.error().code() == Errc::kMalformed) return in_the_way(path);
  if (found.error().code() == Errc::kIo) {
    TRY(const FileKind kind, kind_of(path));
    if (kind == FileKind::kDirectory || kind == FileKind::kOther) return in_the_way(path);
  }
  if (found.error().code() != Errc::kNotFound) return std::move(found).error();
  CHECK(check_free(path));
  return false;
}

Status link_object(const std::string& staged, const LogDir& log, const TileId& tile) {
  const std::string path = log.object(tile);
  auto linked = link_file(staged, path);
  if (!linked && linked.error().code() == Errc::kNotFound) {  // the first object of its directory
    CHECK(make_directories(parent_directory(path)));
    linked = link_file(staged, path);
  }
  if (linked || linked.error().code() != Errc::kCannotCreate) return linked;
  std::error_code error;
  if (std::filesystem::equivalent(staged, path, error)) return {};  // linked by a run that died
  TRY(const std::string bytes, read_regular_file(staged, max_object_bytes(tile)));
  TRY(const bool there, is_there(path, tile, bytes));
  return there ? Status() : linked;
}

// Can files be linked from the stage? After signing it would be too late to find out. The stage's own files are on the
// file system of the whole log.
Status check_links(const LogDir& log) {
  const std::string probe = log.stage() + "/probe";
  CHECK(create_file(probe, "", {}));
  auto linked = link_file(probe, probe + ".link");
  if (linked || linked.error().code() != Errc::kConfig) return linked;
  return std::move(linked).error().hint("build the log on another one, and copy it there");
}

}  // namespace

Result<std::unique_ptr<AppendStage>> AppendStage::begin(const LogDir& log, TreeSize base, bool sync_each) {
  discard_stage(log);
  auto sync = [&]() -> Result<LogSync> {
    CHECK(make_directories(log.tiles()));
    CHECK(make_directories(log.stage(), 0700));
    TRY(LogSync opened, LogSync::open(log, sync_each));
    CHECK(check_links(log));
    return opened;
  }();
  if (!sync) {
    discard_stage(log);
    return std::move(sync).error();
  }
  return std::unique_ptr<AppendStage>(new AppendStage(log, base, *std::move(sync)));
}

// An object that is there already is not staged, so it must be durable where it is.
Result<bool> AppendStage::in_place(const TileId& tile, std::string_view bytes) const {
  const std::string path = log_.object(tile);
  TRY(const bool there, is_there(path, tile, bytes));
  if (!there || !sync_.each()) return there;
  TRY(const Fd fd, open_regular_file(path));
  if (::fsync(fd.get()) != 0) return errno_error(path, errno);
  CHECK(sync_upwards(log_, parent_directory(path)));
  return true;
}

Status AppendStage::put(const TileId& tile, std::string_view bytes) {
  if (has_object(base_, tile)) return {};
  TRY(const bool there, in_place(tile, bytes));
  if (there) return {};
  const std::string path = LogDir{log_.stage()}.object(tile);
  auto status = create_file(path, bytes, {.sync = sync_.each()});
  if (!status && status.error().code() == Errc::kNotFound) {  // the first object of its directory
    CHECK(make_directories(parent_directory(path)));
    status = create_file(path, bytes, {.sync = sync_.each()});
  }
  return status;
}

Result<bool> link_staged(const LogDir& log, TreeSize signed_size) {
  const LogDir stage{log.stage()};
  std::set<std::string> directories;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(stage.tiles(), error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_directory(error)) continue;
    const std::string path = at->path().string();
    const auto tile = parse_tile_path(path.substr(stage.path.size() + 1));
    if (!tile || !has_object(signed_size, *tile)) continue;
    CHECK(link_object(path, log, *tile));
    directories.insert(parent_directory(log.object(*tile)));
  }
  if (error == std::errc::not_a_directory) return in_the_way(stage.path);
  if (error && error != std::errc::no_such_file_or_directory) return errno_error(stage.tiles(), error.value());
  for (const std::string& directory : directories) CHECK(sync_upwards(log, directory));
  return !directories.empty();
}

void discard_stage(const LogDir& log) {
  std::error_code ignored;
  std::filesystem::remove_all(log.stage(), ignored);
}

}  // namespace tlog
