#include "libcore/ops/import.h"

#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>

#include "libcore/base/text.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/ops/index_record.h"
#include "libcore/ops/log_signing.h"
#include "libcore/ops/summary.h"
#include "libcore/ops/tree_builder.h"
#include "libcore/store/import_manifest.h"
#include "libcore/store/log_lock.h"
#include "libcore/store/object_writer.h"
#include "libcore/store/publish_state.h"

namespace tlog {

namespace {

// What is in the directory when an import begins.
struct Found {
  bool anything = false;  // a checkpoint, published or not, objects, or a manifest
  bool appended_to = false;
  std::optional<ImportManifest> manifest;
  std::optional<std::string> signed_note, published_note;
};

Result<bool> has_files(const std::string& path) {
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    if (!at->is_directory(error)) return true;
  }
  if (error == std::errc::not_a_directory) return true;
  if (error && error != std::errc::no_such_file_or_directory) return errno_error(path, error.value());
  return false;
}

Result<Found> look(const LogDir& log, bool resume) {
  Found found;
  auto manifest = read_manifest(log);
  if (manifest) {
    found.manifest = *std::move(manifest);
  } else if (resume || manifest.error().code() != Errc::kMalformed) {
    return std::move(manifest).error().hint("an import that lost its manifest cannot be resumed");
  }
  TRY(found.signed_note, read_note_if_there(log.signed_checkpoint()));
  TRY(found.published_note, read_note_if_there(log.checkpoint()));
  TRY(const bool objects, has_files(log.tiles()));
  TRY(const FileKind record, kind_of(log.append_record()));
  found.appended_to = record != FileKind::kNothing;
  found.anything =
      !manifest || found.manifest || found.appended_to || found.signed_note || found.published_note || objects;
  return found;
}

Error exists_error(const LogDir& log, const Found& found) {
  Error error(Errc::kCannotCreate, printable(log.path, 4096) + ": holds a log already");
  if (found.appended_to)
    return std::move(error).hint("tlog-append was used on it since its import, and is what goes on with it");
  if (found.manifest) {
    return std::move(error).hint("--resume goes on with an import that was interrupted, from the same input");
  }
  return std::move(error).hint("an import makes a new log; choose another directory");
}

Status check_same_import(const LogDir& log, const ImportManifest& begun, const ImportManifest& now) {
  for (const auto& [word, before, after] :
       {std::tuple("--origin", begun.origin, now.origin), std::tuple("--key", begun.vkey, now.vkey)}) {
    if (before == after) continue;
    return Error(Errc::kMalformed, fmt::format("{}: the import was begun with another {}: {}",
                                               printable(log.path, 4096), word, printable(before)));
  }
  return {};
}

// Objects under `tile` that a log of this size does not have.
Status check_no_other_objects(const LogDir& log, TreeSize size, const ObjectWriter& writer) {
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(log.tiles(), error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_directory(error)) continue;
    const std::string path = at->path().string();
    const auto tile = parse_tile_path(path.substr(log.path.size() + 1));
    if (!tile || !has_object(size, *tile)) {
      return writer.other_input(path, "is no object of the log that this input gives");
    }
  }
  if (error) return errno_error(log.tiles(), error.value());
  return {};
}

// The tree that an earlier run signed, by either of the two files that say so: nothing else may come out of this one.
// Nothing where there is none. malformed: a file does not have this log's signature.
Result<std::optional<Checkpoint>> signed_before(const LogDir& log, const Found& found, const SigningKey& key,
                                                const std::string& origin) {
  std::optional<Checkpoint> before;
  for (const auto& [path, note] :
       {std::pair(log.signed_checkpoint(), found.signed_note), std::pair(log.checkpoint(), found.published_note)}) {
    if (!note) continue;
    auto verdict = verify_checkpoint(*note, trust_in({key.verifier()}, origin));
    const std::string name = printable(path, 4096);
    if (!verdict) return std::move(verdict).error().context(name);
    if (!verdict->checkpoint) return Error(Errc::kMalformed, name + ": " + verdict->reason);
    const Checkpoint& found_here = **verdict->checkpoint;
    if (before && (before->size != found_here.size || before->root != found_here.root)) {
      return Error(Errc::kMalformed, name + ": is not of the tree in " + printable(log.signed_checkpoint(), 4096))
          .hint("the log has grown since its import");
    }
    before = found_here;
  }
  return before;
}

// The entry that stands before all inputs; empty where there is none.
Result<std::string> epoch_entry(const ImportRequest& request) {
  std::string entry;
  if (!request.epoch_note) return entry;
  if (!is_utf8(*request.epoch_note)) return Error(Errc::kUsage, "--epoch-note: the text is not UTF-8");
  entry = "{\"note\":";
  append_json_string(entry, *request.epoch_note);
  entry += fmt::format(",\"timestamp\":{},\"type\":\"epoch\"}}", request.epoch_time);
  if (entry.size() > kMaxEntryBytes) {
    return Error(Errc::kUsage, fmt::format("--epoch-note: the entry is longer than {} bytes", kMaxEntryBytes));
  }
  return entry;
}

struct IndexedBlock : BundledBlock {
  KeyList keys;
};

// build_tree(), and the keys of all entries to the index.
Status build_tree_and_index(const EntryInput& input, TreeBuilder& builder, ImportIndex& index, Host& host) {
  return read_blocks<IndexedBlock>(
      input, builder.size().value, host,
      [&](EntryBlock block, uint64_t first_index) {
        IndexedBlock out{bundle_block(block, first_index, input, builder.put()), {}};
        out.keys = index.keys_of(block, out.entries, first_index);
        return out;
      },
      [&](IndexedBlock block) -> Status {
        CHECK(index.add(block.keys));
        return builder.add(std::move(block));
      });
}

// Reads everything and writes all objects; the last ones only when all of the input is known to be good.
Status build(const ImportRequest& request, const std::string& epoch, const ObjectWriter& writer, TreeBuilder& builder,
             ImportIndex* index, Host& host) {
  EntryInput input = request.input;
  if (!epoch.empty()) input.preface.push_back(epoch);
  CHECK(index != nullptr ? build_tree_and_index(input, builder, *index, host) : build_tree(input, builder, host));
  if (request.resume) CHECK(check_no_other_objects({request.log}, builder.size(), writer));
  return builder.finish();
}

// Signs the tree head and publishes it, as far as earlier runs have not. Each step is durable before the next.
Status sign_and_publish(const LogDir& log, const Found& found, const std::optional<Checkpoint>& before,
                        const Checkpoint& checkpoint, const SigningKey& key, bool defer_publish) {
  if (before && (before->size != checkpoint.size || before->root != checkpoint.root)) {
    return Error(Errc::kMalformed, printable(log.path, 4096) + ": another tree was signed already")
        .hint("the log has grown since, or this is not the input of its import");
  }
  const std::string note = sign_checkpoint(checkpoint, key);
  // The run that signed may have died before that was durable.
  CHECK(found.signed_note ? sync_directory(log.state()) : keep_signed(log, note));
  // A checkpoint that is published already may have got cosignatures since.
  if (found.published_note || defer_publish) return {};
  return publish(log, note);
}

void report(const ImportRequest& request, const LogDir& log, const Checkpoint& checkpoint,
            const ObjectWriter::Counts& counts, const std::optional<IndexHeader>& index, bool published, Host& host) {
  const uint64_t listed = request.list_objects ? emit_objects(log, {}, checkpoint.size, published, host) : 0;
  if (!host.quiet()) {
    host.emit(Record("log")
                  .text("origin", checkpoint.origin)
                  .number("tree_size", checkpoint.size.value)
                  .hash("root_hash", checkpoint.root)
                  .flag("published", published)
                  .number("objects_written", counts.written)
                  .number("objects_verified", counts.verified)
                  .number("objects_repaired", counts.repaired)
                  .line());
    if (index) host.emit(index_record(*index).line());
  }
  Record last = summary("tlog-import");
  last.number("entries", checkpoint.size.value);
  if (request.list_objects) last.number("objects", listed);
  host.emit(last.line());
}

// All that comes when the manifest is there.
Result<Verdict> import_into(const LogDir& log, const Found& found, bool other_boot, const SigningKey& key,
                            const ImportRequest& request, const std::string& epoch, ImportIndex* index, Host& host) {
  TRY(const std::optional<Checkpoint> before, signed_before(log, found, key, request.origin));
  const std::optional<TreeSize> known_size = before ? std::optional(before->size) : std::nullopt;
  TRY(const std::unique_ptr<ObjectWriter> writer, ObjectWriter::open(log, {.resume = found.manifest.has_value(),
                                                                           .after_other_boot = other_boot && !before,
                                                                           .only_size = known_size,
                                                                           .sync_each = request.sync_each}));
  TreeBuilder builder(request.input.files, {},
                      [&](const TileId& tile, std::string_view bytes) { return writer->put(tile, bytes); });
  if (auto built = build(request, epoch, *writer, builder, index, host); !built) {
    // Bad input must not become history: what was made of it goes. After anything else the work done is kept.
    if (built.error().code() == Errc::kMalformed) {
      writer->undo();
      if (!found.manifest) ::unlink(log.manifest().c_str());
    }
    return std::move(built).error();
  }
  if (auto synced = writer->sync(); !synced) {
    // The system tells of a failed write once, and may then take the lost pages for written: nothing that no earlier
    // run signed is worth keeping.
    if (!before) writer->discard();
    return std::move(synced).error();
  }
  const Checkpoint checkpoint{request.origin, builder.size(), builder.root(), {}};
  std::optional<IndexHeader> indexed;
  if (index != nullptr) {
    TRY(indexed, index->publish({checkpoint.size, checkpoint.root}, host));
  }
  TRY(const bool at_quorum, is_published_at_quorum(log));
  const bool defer = request.defer_publish || at_quorum;
  CHECK(sign_and_publish(log, found, before, checkpoint, key, defer));
  report(request, log, checkpoint, writer->counts(), indexed, found.published_note || !defer, host);
  return Verdict::kYes;
}

// What a failed import removes is its own: nothing of it is made behind a link.
Status check_no_links(const LogDir& log) {
  std::vector<std::string> directories = {log.tiles()};
  TRY(const FileKind kind, kind_of(log.tiles()));
  std::error_code error;
  if (kind == FileKind::kDirectory) {
    for (std::filesystem::directory_iterator at(log.tiles(), error), end; !error && at != end; at.increment(error)) {
      directories.push_back(at->path().string());  // a level
    }
  }
  if (error) return errno_error(log.tiles(), error.value());
  for (const std::string& directory : directories) {
    if (!std::filesystem::is_symlink(directory, error)) continue;
    return Error(Errc::kCannotCreate, printable(directory, 4096) + ": a symbolic link, not a directory of the log")
        .hint("remove it, or choose another directory");
  }
  return {};
}

}  // namespace

Result<Verdict> import_log(const ImportRequest& request, Host& host) {
  CHECK(check_new_origin(request.origin));
  TRY(const SigningKey key, read_log_key(request.key_file));
  warn_of_key_name(key, request.origin, host);
  CHECK(EntryReader::check_inputs(request.input.files));
  TRY(const std::string epoch, epoch_entry(request));
  TRY(const std::string boot, current_boot());

  const LogDir log{request.log};
  CHECK(check_no_links(log));
  make_readable_files();
  CHECK(make_directories(log.path));
  CHECK(make_directories(log.state(), 0700));
  TRY(const FileLock lock, take_log_lock(log, request.wait_seconds, [&] { return host.cancelled(); }));

  TRY(const Found found, look(log, request.resume));
  // What an append staged is the log's already when it was signed: nothing here may touch it.
  const bool resumable = request.resume && found.manifest && !found.appended_to;
  if (found.anything && !resumable) return exists_error(log, found);
  std::unique_ptr<ImportIndex> index;
  if (!request.index.file.empty()) {
    TRY(index, ImportIndex::open(request.index, EntryReader::total_bytes(request.input.files),
                                 static_cast<unsigned>(request.input.jobs), log, request.origin,
                                 found.manifest.has_value(), host));
  }
  const ImportManifest manifest{boot, request.origin, key.verifier().vkey()};
  if (found.manifest) CHECK(check_same_import(log, *found.manifest, manifest));
  const bool other_boot = found.manifest && found.manifest->boot != boot;
  auto verdict = [&]() -> Result<Verdict> {
    if (!found.manifest) CHECK(write_manifest(log, manifest));
    return import_into(log, found, other_boot, key, request, epoch, index.get(), host);
  }();
  std::error_code ignored;
  std::filesystem::remove_all(log.stage(), ignored);
  if (verdict || verdict.error().code() == Errc::kMalformed) return verdict;
  if (verdict.error().code() == Errc::kConfig) {  // a place where no log can be
    if (!found.manifest) ::unlink(log.manifest().c_str());
    return verdict;
  }
  return std::move(verdict).error().hint("--resume goes on from what is good");
}

}  // namespace tlog
