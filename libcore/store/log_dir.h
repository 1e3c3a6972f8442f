#pragma once
// A log in a directory: where things are. What is outside `.tlog` can be served as it stands, C2SP tlog-tiles.
//
//   DIR/checkpoint                       the published checkpoint
//   DIR/tile/<L>/<N>[.p/<W>]             hash tiles
//   DIR/tile/entries/<N>[.p/<W>]         entry bundles
//   DIR/.tlog/                           0700, ours alone, never served:
//     lock       held by whoever changes the log
//     import     what a bulk import was begun with (import_manifest.h)
//     append     what the last append found, and was to do (append_record.h)
//     signed     the checkpoint with the largest tree that was ever signed; it may not be published yet
//     stage/     files on their way to their place (append_stage.h)
//     publish    what the witnesses have said so far; where it is, only tlog-publish publishes (publish_state.h)
//     publish.lock   held by whoever asks the witnesses
//     want       held, shared, by whoever waits for the lock (log_intent.h)
//     yield      made by whoever asks a mirror to yield, as a file that says so (yield_sentinel.h)
//     sync.lock  held by a mirror at work, and by whoever keeps mirrors away (log_lock.h)
//
// Who writes `signed` or `checkpoint` holds the lock. Only what is in `signed` is published: the partial objects of a
// signed size that was superseded without being published are gone (partials.h).

#include <string>

#include "libcore/base/result.h"
#include "libcore/note/note.h"
#include "libcore/tiles/bundle.h"
#include "libcore/tiles/tile.h"

namespace tlog {

struct LogDir {
  std::string path;

  std::string checkpoint() const { return path + "/checkpoint"; }
  std::string tiles() const { return path + "/tile"; }
  std::string object(const TileId& tile) const { return path + "/" + tile_path(tile); }
  std::string state() const { return path + "/.tlog"; }
  std::string lock() const { return state() + "/lock"; }
  std::string manifest() const { return state() + "/import"; }
  std::string append_record() const { return state() + "/append"; }
  std::string signed_checkpoint() const { return state() + "/signed"; }
  std::string stage() const { return state() + "/stage"; }
  std::string publish_state() const { return state() + "/publish"; }
  std::string publish_lock() const { return state() + "/publish.lock"; }
  std::string want() const { return state() + "/want"; }
  std::string yield_sentinel() const { return state() + "/yield"; }
  std::string sync_lock() const { return state() + "/sync.lock"; }
};

// The longest content that an object of this kind may have.
size_t max_object_bytes(const TileId& tile);
// The most that a reader takes of it: room for the rows that some logs put behind the bottom row of a tile
// (extra_rows.h), so that what is too long can be told from what is that.
size_t max_read_bytes(const TileId& tile);

// Reads the published checkpoint. not_found: there is none; the message names it.
Result<std::string> read_checkpoint(const LogDir& log);

// Reads an object as a reader of a log does: where a partial object is gone, the full one stands in for it
// (C2SP tlog-tiles: "MAY delete any partial tile once the corresponding full tile is available"). `bytes` are as
// stored; `stored` tells which object they are. not_found: neither is there. malformed: it is longer than such
// an object can be. io, denied: it could not be read, or is not a file.
struct StoredObject {
  TileId stored;
  std::string bytes;
  bool had_extra_rows = false;  // they are cut off
};
Result<StoredObject> read_object(const LogDir& log, const TileId& tile);
// The object as C2SP tlog-tiles has it, of one that may be an entry bundle which is stored gzip-compressed, as logs
// keep them that are served with a fixed Content-Encoding. Such bytes that do not decode stay as they are; their parser
// says what is wrong with them.
StoredObject plain_object(StoredObject object);
// What is wrong with the object, from a not_found or malformed error of read_object(): "is missing".
std::string object_fault(const Error& error);

}  // namespace tlog
