#include "libcore/ops/upload_source.h"

#include <fmt/core.h>

#include <cerrno>

#include "libcore/base/text.h"
#include "libcore/ops/log_edge.h"
#include "libcore/ops/record_stream.h"
#include "libcore/os/file.h"
#include "libcore/store/log_reader.h"
#include "libcore/text/record.h"

namespace tlog {

namespace {

constexpr const char* kCheckpointKey = "checkpoint";

// Adds what an `object` record names.
Status take_record(const RecordIn& record, UploadSource& source) {
  TRY(const auto key, record.text("key"));
  TRY(const auto path, record.text("path"));
  if (!key || !path) return Error(Errc::kMalformed, "an object record without path or key");
  const auto tile = parse_tile_path(*key);
  if (!tile && *key != kCheckpointKey) {
    return Error(Errc::kMalformed, fmt::format("\"{}\" is no object of a log", printable(*key)));
  }
  const std::string end = "/" + *key;
  if (!path->ends_with(end) || path->size() == end.size()) {
    return Error(Errc::kMalformed, fmt::format("the path \"{}\" does not end in the key", printable(*path)));
  }
  const std::string folder = path->substr(0, path->size() - end.size());
  if (source.log && source.log->path != folder) {
    return Error(Errc::kMalformed,
                 fmt::format("objects of two logs, {} and {}", printable(source.log->path), printable(folder)));
  }
  source.log = LogDir{folder};
  if (tile) source.listed.push_back(*tile);
  return {};
}

}  // namespace

Result<UploadSource> open_upload_source(const std::string& source, bool partial) {
  UploadSource out;
  if (source != "-") {
    TRY(const FileKind kind, kind_of(source));
    if (kind == FileKind::kDirectory) {
      out.log = LogDir{source};
      TRY(const FileKind checkpoint, kind_of(out.log->checkpoint()));
      if (checkpoint == FileKind::kNothing) {
        return Error(Errc::kNotFound, printable(source, 4096) + ": has no checkpoint: it is no log, or not published")
            .hint("a log that is signed and not published yet is published by tlog-publish");
      }
      return out;
    }
  }
  TRY(RecordStream stream, RecordStream::open(source));
  StreamEnd end;
  while (true) {
    TRY(const auto line, stream.next_line());
    if (!line) break;
    const std::string where = fmt::format("{}:{}", stream.name(), stream.line_number());
    auto record = RecordIn::parse(*line);
    if (!record) return std::move(record).error().context(where);
    end.add(mark_of(*record, stream.has_line_end()));
    if (record->type() != "object") continue;
    if (auto taken = take_record(*record, out); !taken) return std::move(taken).error().context(where);
  }
  if (!partial) CHECK(end.check(stream.name()));
  if (!out.log) return out;
  TRY(const FileKind kind, kind_of(out.log->path));
  if (kind != FileKind::kDirectory) return errno_error(out.log->path, ENOENT);
  return out;
}

Result<LocalHeadAnswer> read_local_head(const LogDir& log, Host& host) {
  auto note = read_checkpoint(log);
  if (!note && note.error().code() == Errc::kNotFound) return LocalHeadAnswer{};
  if (!note) return std::move(note).error();
  auto checkpoint = parse_unverified_checkpoint(*note);
  if (!checkpoint) return std::move(checkpoint).error().context(printable(log.checkpoint(), 4096));
  LocalHeadAnswer answer{LocalHead{*std::move(note), *std::move(checkpoint)}, true};
  const std::unique_ptr<LogReader> reader = open_log_dir(log);
  std::vector<ObjectFault> faults;
  TRY(const auto edge, prove_edge(*reader, answer.head->checkpoint.size, answer.head->checkpoint.root, faults));
  for (const ObjectFault& fault : faults) {
    host.error(fmt::format("{}/{}: {}", printable(log.path, 4096), fault.path, fault.reason));
    host.emit(Record("bad_object").text("path", fault.path).text("reason", fault.reason).line());
  }
  answer.whole = edge.has_value();
  return answer;
}

}  // namespace tlog
