#include "libcore/store/log_dir.h"

#include "libcore/compress/gzip.h"
#include "libcore/os/file.h"
#include "libcore/store/extra_rows.h"

namespace tlog {

size_t max_object_bytes(const TileId& tile) {
  return tile.level == kEntriesLevel ? tile.width * (2 + kMaxEntryBytes) : tile.width * sizeof(Hash);
}

size_t max_read_bytes(const TileId& tile) {
  return tile.level == kEntriesLevel ? max_object_bytes(tile) : kMaxTileBytesWithExtraRows;
}

Result<std::string> read_checkpoint(const LogDir& log) {
  auto note = read_regular_file(log.checkpoint(), kMaxNoteBytes);
  if (!note && note.error().code() == Errc::kNotFound) {
    return std::move(note).error().hint(
        "a log is a directory with a checkpoint in it; one that is not published has none");
  }
  return note;
}

std::string object_fault(const Error& error) {
  if (error.code() == Errc::kNotFound) return "is missing";
  const size_t colon = error.message().rfind(": ");
  return error.message().substr(colon == std::string::npos ? 0 : colon + 2);
}

Result<StoredObject> read_object(const LogDir& log, const TileId& tile) {
  // One byte more than an object can have, so that the length of one that is a little too long is told.
  auto bytes = read_regular_file(log.object(tile), max_read_bytes(tile) + 1);
  if (bytes) return StoredObject{tile, *std::move(bytes)};
  if (bytes.error().code() != Errc::kNotFound || tile.width == kTileWidth) return std::move(bytes).error();
  const TileId full{tile.level, tile.index, kTileWidth};
  auto full_bytes = read_regular_file(log.object(full), max_read_bytes(full) + 1);
  if (full_bytes) return StoredObject{full, *std::move(full_bytes)};
  if (full_bytes.error().code() == Errc::kNotFound) return std::move(bytes).error();
  return std::move(full_bytes).error();
}

StoredObject plain_object(StoredObject object) {
  const TileId& tile = object.stored;
  const ByteView bytes = as_bytes(object.bytes);
  if (tile.level != kEntriesLevel || !is_gzip(bytes)) return object;
  // A plain bundle whose first entry has 8,075 bytes begins like that too.
  if (parse_bundle(bytes, tile.width)) return object;
  if (auto plain = gunzip(bytes, max_object_bytes(tile))) object.bytes = *std::move(plain);
  return object;
}

}  // namespace tlog
