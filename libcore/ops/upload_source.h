#pragma once
// What an upload of a log is to bring into the store: the log as it stands in its directory, and objects that records
// of other tools name.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/ops/host.h"
#include "libcore/store/log_dir.h"
#include "libcore/tiles/tile.h"

namespace tlog {

struct UploadSource {
  std::optional<LogDir> log;   // nothing: the records named no object
  std::vector<TileId> listed;  // by the records
};

// `source` is the directory of a log, or a file of `object` records, "-" for standard input, which all are of one log.
// malformed: no such records, or a stream that was cut off, unless `partial`. not_found: a directory without a
// checkpoint, or records of a log that is not there.
Result<UploadSource> open_upload_source(const std::string& source, bool partial);

// The published checkpoint of the log, proved to be that of its objects at the edge.
struct LocalHead {
  std::string note;
  Checkpoint checkpoint;
};
// Nothing where nothing is published yet. `whole` is false where the objects are not those of the checkpoint, which was
// told, with a bad_object record.
struct LocalHeadAnswer {
  std::optional<LocalHead> head;
  bool whole = true;
};
Result<LocalHeadAnswer> read_local_head(const LogDir& log, Host& host);

}  // namespace tlog
