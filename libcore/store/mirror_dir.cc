#include "libcore/store/mirror_dir.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <set>

#include "libcore/base/text.h"
#include "libcore/os/file.h"
#include "libcore/store/sync_state.h"

namespace tlog {

namespace {

// Nothing where there is no file.
Result<std::optional<std::string>> read_what_is_at(const std::string& path, const TileId& tile) {
  auto bytes = read_regular_file(path, max_object_bytes(tile));
  if (bytes) return std::optional(*std::move(bytes));
  if (bytes.error().code() == Errc::kNotFound) return std::optional<std::string>();
  return std::move(bytes).error();
}

// The same where what cannot be read, or is too long, is as good as none.
Result<std::optional<std::string>> read_if_readable(const std::string& path, const TileId& tile) {
  auto bytes = read_what_is_at(path, tile);
  if (bytes || bytes.error().code() == Errc::kBusy) return bytes;
  return std::optional<std::string>();
}

Status create_below(const std::string& path, std::string_view bytes, bool sync) {
  auto status = create_file(path, bytes, {.sync = sync});
  if (!status && status.error().code() == Errc::kNotFound) {  // the first object of its directory
    CHECK(make_directories(parent_directory(path)));
    status = create_file(path, bytes, {.sync = sync});
  }
  return status;
}

// rename(2) that replaces nothing. cannot_create: something is there.
Status rename_to_free(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return {};
  if (errno != EINVAL && errno != ENOSYS) return errno_error(to, errno);
  CHECK(link_file(from, to));  // a file system that does not know it
  if (::unlink(from.c_str()) != 0) return errno_error(from, errno);
  return {};
}

Status sync_file(const std::string& path) {
  TRY(const Fd fd, open_regular_file(path));
  if (::fsync(fd.get()) != 0) return errno_error(path, errno);
  return {};
}

// A free name in the quarantine: "tile_entries_x001_234.p_5", and from the second on with ".2" and so on behind it.
Result<std::string> quarantine_name(const LogDir& log, std::string name) {
  std::replace(name.begin(), name.end(), '/', '_');
  const std::string first = quarantine_path(log) + "/" + name;
  for (uint64_t n = 2;; n++) {
    const std::string path = n == 2 ? first : first + "." + std::to_string(n - 1);
    TRY(const FileKind kind, kind_of_name(path));
    if (kind == FileKind::kNothing) return path;
  }
}

}  // namespace

Status make_own_directory(const std::string& path) {
  CHECK(make_directories(path, 0700));
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return errno_error(path, errno);
  if (S_ISDIR(info.st_mode)) return {};
  return Error(Errc::kCannotCreate, printable(path, 4096) + ": is a link to a directory")
      .hint("remove the link: what is behind it is not this mirror's");
}

Result<std::unique_ptr<MirrorDir>> MirrorDir::open(const LogDir& log, bool sync_each) {
  CHECK(make_directories(log.tiles()));
  CHECK(make_own_directory(log.state()));
  CHECK(make_own_directory(log.stage()));
  TRY(LogSync sync, LogSync::open(log, sync_each));
  return std::unique_ptr<MirrorDir>(new MirrorDir(log, std::move(sync)));
}

Result<std::optional<std::string>> MirrorDir::read_in_place(const TileId& tile) const {
  return read_what_is_at(log_.object(tile), tile);
}

Result<std::optional<std::string>> MirrorDir::read_staged(const TileId& tile) const {
  return read_if_readable(stage().object(tile), tile);
}

Result<bool> MirrorDir::put(const TileId& tile, std::string_view bytes) {
  const std::string place = log_.object(tile);
  TRY(const auto there, read_if_readable(place, tile));
  if (there && *there == bytes) {
    if (sync_.each()) CHECK(sync_file(place));
    return false;
  }
  // What an earlier run left there may not have come to the disk whole: it is written again.
  const std::string path = stage().object(tile);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) return errno_error(path, errno);
  CHECK(create_below(path, bytes, sync_.each()));
  return true;
}

// Puts the staged object in the place of another one, which is kept.
Status MirrorDir::exchange(const TileId& tile, Committed& done) const {
  const std::string place = log_.object(tile), staged = stage().object(tile);
  TRY(const std::string bytes, read_regular_file(staged, max_object_bytes(tile)));
  TRY(const auto there, read_if_readable(place, tile));
  if (there && *there == bytes) {  // by another run that died
    if (::unlink(staged.c_str()) != 0) return errno_error(staged, errno);
    done.kept++;
    return {};
  }
  CHECK(make_own_directory(quarantine_path(log_)));
  TRY(const std::string kept, quarantine_name(log_, tile_path(tile)));
  TRY(const FileKind kind, kind_of_name(place));
  if (kind == FileKind::kDirectory) {  // which has no second name; and a reader has nothing of it
    if (::rename(place.c_str(), kept.c_str()) != 0) return errno_error(place, errno);
  } else {
    CHECK(link_file(place, kept));
  }
  CHECK(sync_directory(quarantine_path(log_)));
  if (::rename(staged.c_str(), place.c_str()) != 0) return errno_error(place, errno);
  done.written++;
  done.quarantined.push_back(tile);
  return {};
}

Result<bool> MirrorDir::set_aside(const std::string& path) const {
  const std::string place = log_.path + "/" + path;
  TRY(const FileKind kind, kind_of_name(place));
  if (kind == FileKind::kNothing) return false;
  CHECK(make_own_directory(quarantine_path(log_)));
  TRY(const std::string kept, quarantine_name(log_, path));
  if (::rename(place.c_str(), kept.c_str()) != 0) return errno_error(place, errno);
  CHECK(sync_directory(quarantine_path(log_)));
  CHECK(sync_directory(parent_directory(place)));
  return true;
}

Status MirrorDir::move_object(const TileId& tile, Committed& done) const {
  const std::string place = log_.object(tile), staged = stage().object(tile);
  TRY(const FileKind kind, kind_of(staged));
  if (kind == FileKind::kNothing) {  // it is in its place
    done.kept++;
    return {};
  }
  auto moved = rename_to_free(staged, place);
  if (!moved && moved.error().code() == Errc::kNotFound) {
    CHECK(make_directories(parent_directory(place)));
    moved = rename_to_free(staged, place);
  }
  if (!moved && moved.error().code() == Errc::kCannotCreate) return exchange(tile, done);
  if (moved) done.written++;
  return moved;
}

// The directories that name these objects, and those above them, each once.
Status MirrorDir::sync_places(std::span<const TileId> tiles) const {
  std::set<std::string> directories = {log_.path};
  for (const TileId& tile : tiles) {
    for (std::string at = parent_directory(log_.object(tile)); at.size() > log_.path.size();
         at = parent_directory(at)) {
      if (!directories.insert(at).second) break;
    }
  }
  for (auto at = directories.rbegin(); at != directories.rend(); ++at) CHECK(sync_directory(*at));
  return {};
}

Result<MirrorDir::Committed> MirrorDir::commit(std::span<const TileId> tiles) {
  Committed done;
  CHECK(sync_.all(stage().path));
  for (const TileId& tile : tiles) CHECK(move_object(tile, done));
  CHECK(sync_places(tiles));
  return done;
}

void MirrorDir::discard_stage() const {
  std::error_code ignored;
  std::filesystem::remove_all(log_.stage(), ignored);
}

namespace {

// May this partial object go?
Result<bool> is_replaced(const LogDir& log, TreeSize published, const TileId& partial) {
  const TileId full{partial.level, partial.index, kTileWidth};
  if (!has_object(published, full)) return false;
  TRY(const auto whole, read_if_readable(log.object(full), full));
  TRY(const auto part, read_if_readable(log.object(partial), partial));
  if (!whole || !part || !whole->starts_with(*part)) return false;
  if (partial.level == kEntriesLevel) return parse_bundle(as_bytes(*whole), kTileWidth).has_value();
  return whole->size() == kFullTileBytes;
}

}  // namespace

Result<uint64_t> prune_replaced_partials(const LogDir& log, TreeSize published) {
  std::vector<TileId> partials;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(log.tiles(), error), end; !error && at != end;
       at.increment(error)) {
    if (!at->is_regular_file(error)) continue;
    const auto tile = parse_tile_path(at->path().string().substr(log.path.size() + 1));
    if (tile && tile->width < kTileWidth) partials.push_back(*tile);
  }
  if (error) return errno_error(log.tiles(), error.value());
  std::sort(partials.begin(), partials.end());
  uint64_t removed = 0;
  std::set<std::string> directories;
  for (const TileId& tile : partials) {
    TRY(const bool replaced, is_replaced(log, published, tile));
    if (!replaced) continue;
    const std::string path = log.object(tile);
    if (::unlink(path.c_str()) != 0) return errno_error(path, errno);
    removed++;
    directories.insert(parent_directory(path));
  }
  for (const std::string& directory : directories) {
    if (::rmdir(directory.c_str()) != 0 && errno != ENOTEMPTY && errno != EEXIST) return errno_error(directory, errno);
    TRY(const FileKind kind, kind_of(directory));
    CHECK(sync_directory(kind == FileKind::kDirectory ? directory : parent_directory(directory)));
  }
  return removed;
}

}  // namespace tlog
