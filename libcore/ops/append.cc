#include "libcore/ops/append.h"

#include <fmt/core.h>
#include <unistd.h>

#include "libcore/base/text.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/ops/append_skip.h"
#include "libcore/ops/log_edge.h"
#include "libcore/ops/log_signing.h"
#include "libcore/ops/summary.h"
#include "libcore/ops/tree_builder.h"
#include "libcore/store/append_record.h"
#include "libcore/store/append_stage.h"
#include "libcore/store/log_lock.h"
#include "libcore/store/partials.h"
#include "libcore/store/publish_state.h"
#include "libcore/store/tile_reader.h"

namespace tlog {

namespace {

using Faults = std::vector<ObjectFault>;

constexpr const char* kAdded =
    "the entries are in the log, do not add them again; a run without entries does what is left to do";
constexpr const char* kMaybeAdded =
    "whether the entries are in the log is not known; a run without entries tells its size";

constexpr const char* kRestore =
    "restore it from a backup that is no older than the last append; do not begin the log anew";

// A checkpoint of this log, with the bytes that say so.
struct Head {
  std::string note;
  Checkpoint checkpoint;

  TreeSize size() const { return checkpoint.size; }
};

// Is there more in it than we sign?
bool says_more(const Head& head) {
  const auto note = parse_note(head.note);
  return !head.checkpoint.extensions.empty() || (note && note->signatures.size() > 1);
}

// What the log is when a run begins.
struct LogHeads {
  Head last;                      // the largest tree that was signed
  std::optional<Head> published;  // as a reader finds it
  bool foreign = false;           // no tree was signed here yet: what another program published stands for it

  TreeSize published_size() const { return published ? published->size() : TreeSize{0}; }
};

Error no_log(const LogDir& log) {
  return Error(Errc::kNotFound, printable(log.path, 4096) + ": holds no log").hint("tlog-import makes a new one");
}

// Reads a checkpoint of the log at `path`. Nothing when it is not there, or not what the log signed: `faults` says so.
// config: the key is not the log's.
Result<std::optional<Head>> read_head(const LogDir& log, const std::string& path, const SigningKey& key,
                                      Faults& faults) {
  TRY(auto note, read_note_if_there(path));
  if (!note) return std::optional<Head>();
  const std::string name = path.substr(log.path.size() + 1);
  const VerifierKey verifier = key.verifier();
  if (auto parsed = parse_note(*note)) {
    bool ours = false;
    for (const NoteSignature& signature : parsed->signatures) {
      ours = ours || check_signature(signature, verifier, parsed->text) != SignatureState::kUnknownKey;
    }
    if (!ours) {
      return Error(Errc::kConfig, fmt::format("{}: is not signed by the key {}+{}", printable(path, 4096),
                                              printable(key.name), format_key_id(verifier.id())))
          .hint("a log is grown with the key that it was made with");
    }
  }
  const auto unverified = parse_unverified_checkpoint(*note);
  const std::string origin = unverified ? unverified->origin : key.name;
  auto verdict = verify_checkpoint(*note, trust_in({verifier}, origin));
  if (!verdict) {
    Error error = std::move(verdict).error().context(printable(path, 4096));
    return path == log.signed_checkpoint() ? std::move(error).hint(kRestore) : std::move(error);
  }
  if (!verdict->checkpoint) {
    faults.push_back({name, verdict->reason, std::nullopt});
    return std::optional<Head>();
  }
  return std::optional(Head{*std::move(note), **verdict->checkpoint});
}

// Of a log without `.tlog/signed`. It is made by another program, unless something tells that a tree was signed here:
// then the published one may be older, and to grow that is a fork.
Result<std::optional<LogHeads>> heads_without_signed(const LogDir& log, std::optional<Head> published) {
  TRY(const FileKind manifest, kind_of(log.manifest()));
  TRY(const FileKind record, kind_of(log.append_record()));
  const bool begun_here = manifest != FileKind::kNothing;
  if (record != FileKind::kNothing || (published && begun_here)) {
    return Error(Errc::kNotFound, printable(log.signed_checkpoint(), 4096) +
                                      ": is gone, and with it what was signed last; nothing was added")
        .hint(kRestore);
  }
  if (published) return std::optional(LogHeads{*published, published, true});
  if (!begun_here) return no_log(log);
  return Error(Errc::kNotFound, printable(log.path, 4096) + ": its import was never finished")
      .hint("tlog-import --resume goes on with it, from the same input");
}

// not_found: there is no log, one whose import was never finished, or one that lost what it signed. Nothing where the
// two checkpoints contradict each other, or are not what the log signed.
Result<std::optional<LogHeads>> read_heads(const LogDir& log, const SigningKey& key, Faults& faults) {
  TRY(auto last, read_head(log, log.signed_checkpoint(), key, faults));
  TRY(auto published, read_head(log, log.checkpoint(), key, faults));
  if (!faults.empty()) return std::optional<LogHeads>();
  if (!last) return heads_without_signed(log, std::move(published));
  if (!published) return std::optional(LogHeads{*std::move(last), std::nullopt});
  const std::string reason = contradiction(last->checkpoint, published->checkpoint);
  if (!reason.empty()) {
    faults.push_back({"checkpoint", reason, std::nullopt});
    return std::optional<LogHeads>();
  }
  return std::optional(LogHeads{*std::move(last), std::move(published)});
}

std::string what_to_do(const ObjectFault& fault) {
  if (fault.path.starts_with("tile")) return "nothing was added; tlog-verify log says more of what is wrong";
  if (fault.path.starts_with(".tlog")) return fmt::format("nothing was added; {}", kRestore);
  return "nothing was added; where another program has grown the log, CAVEATS in tlog-append(1) says how to go on";
}

class Append {
 public:
  Append(const AppendRequest& request, LogDir log, SigningKey key, Host& host)
      : request_(request), log_(std::move(log)), key_(std::move(key)), host_(host) {}

  Result<Verdict> run();

 private:
  bool publishes() const { return !request_.defer_publish && !at_quorum_; }
  Result<bool> recover();
  Result<Verdict> refuse() const;
  Status check_size() const;
  Result<bool> add_entries();
  Status read_entries();
  Result<bool> read_new_entries(const PutObject& put);
  Status commit(const AppendStage& stage);
  Status publish_last();
  Status settle();
  Status report();
  Status emit_entries();

  const AppendRequest& request_;
  LogDir log_;
  SigningKey key_;
  Host& host_;
  Faults faults_;
  bool at_quorum_ = false;  // tlog-publish publishes this log
  LogHeads heads_;
  ProvenEdge edge_;
  TreeSize base_;         // what this run began to append to
  TreeSize listed_from_;  // whoever follows the published log has its objects up to this size
  std::optional<AppendRecord> record_;
  std::optional<TreeBuilder> builder_;
  std::optional<EntrySkipper> skipper_;
};

// The log is not what was signed.
Result<Verdict> Append::refuse() const {
  for (const ObjectFault& fault : faults_) {
    host_.error(fmt::format("{}/{}: {}", printable(log_.path, 4096), fault.path, fault.reason));
    host_.emit(Record("bad_object").text("path", fault.path).text("reason", fault.reason).line());
  }
  host_.hint(what_to_do(faults_[0]));
  host_.emit(summary("tlog-append").number("bad_objects", faults_.size()).line());
  return Verdict::kNo;
}

// Brings the log to what was signed last; false when it is not that.
Result<bool> Append::recover() {
  TRY(auto heads, read_heads(log_, key_, faults_));
  if (!heads) return false;
  heads_ = *std::move(heads);
  base_ = heads_.last.size();
  listed_from_ = heads_.published_size();
  TRY(record_, read_append_record(log_));
  // The run that signed or published may have died before that was durable; only then may partial objects go.
  CHECK(sync_directory(log_.state()));
  CHECK(sync_directory(log_.path));
  TRY(const bool rolled_forward, link_staged(log_, base_));
  if (rolled_forward && record_) listed_from_ = std::min(listed_from_, record_->published);
  const std::unique_ptr<LogReader> reader = open_log_dir(log_);
  TRY(auto edge, prove_edge(*reader, base_, heads_.last.checkpoint.root, faults_));
  if (!edge) return false;
  edge_ = *std::move(edge);
  if (heads_.published) {
    TRY(const std::string why, contradiction_by_tiles(log_, heads_.last.checkpoint, heads_.published->checkpoint));
    if (!why.empty()) {
      faults_.push_back({"checkpoint", why, std::nullopt});
      return false;
    }
  }
  if (!at_quorum_ && record_ && record_->publish && record_->signed_size < base_) CHECK(publish_last());
  CHECK(settle());
  return true;
}

Status Append::check_size() const {
  if (!request_.at_size || *request_.at_size == base_.value) return {};
  return Error(Errc::kBusy,
               fmt::format("{}: has {} entries, not {}", printable(log_.path, 4096), base_.value, *request_.at_size))
      .hint("nothing was added; these entries may be in the log already");
}

Status Append::publish_last() {
  if (heads_.published && heads_.published->size() == heads_.last.size()) return {};
  CHECK(make_directories(log_.stage(), 0700));
  CHECK(publish(log_, heads_.last.note));
  if (heads_.published && says_more(*heads_.published)) {
    host_.warn(fmt::format("{}: the one that was replaced had cosignatures or extension lines; this one has none",
                           printable(log_.checkpoint(), 4096)));
    host_.hint("--defer-publish leaves the old one until another program publishes the new one");
  }
  heads_.published = heads_.last;
  return {};
}

// Removes what the sizes so far left over.
Status Append::settle() {
  if (record_) CHECK(remove_superseded_partials(log_, *record_, heads_.published_size(), heads_.last.size()));
  discard_stage(log_);
  return {};
}

// Reads the input into the stage. False when the log turns out not to be what was signed.
Result<bool> Append::read_new_entries(const PutObject& put) {
  EntryInput input = request_.input;
  builder_.emplace(request_.input.files, edge_.edge, put);
  if (!request_.skip_existing) {
    input.preface = std::move(edge_.entries);
    CHECK(build_tree(input, *builder_, host_));
    return true;
  }
  const std::unique_ptr<LogReader> reader = open_log_dir(log_);
  TRY(auto known, KnownEntries::read(*reader, edge_, static_cast<unsigned>(request_.input.jobs), host_, faults_));
  if (!known) return false;
  skipper_.emplace(*std::move(known), edge_, put);
  CHECK(read_blocks<HashedBlock>(
      input, 0, host_, [&](EntryBlock block, uint64_t) { return hash_block(std::move(block), input); },
      [&](HashedBlock block) { return builder_->add(skipper_->take(std::move(block))); }));
  CHECK(builder_->add(skipper_->rest()));
  return true;
}

// The commit point. After an error the log is as it was, unless the tree was signed all the same: the stage stays then.
Status Append::commit(const AppendStage& stage) {
  CHECK(stage.sync());
  if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");  // the last moment to stop
  // The record alone would tell of a tree that was signed here, and is gone.
  if (heads_.foreign) CHECK(keep_signed(log_, heads_.last.note));
  record_ = AppendRecord{heads_.published_size(), base_, publishes()};
  CHECK(write_append_record(log_, *record_));
  const Checkpoint checkpoint{heads_.last.checkpoint.origin, builder_->size(), builder_->root(), {}};
  Head head{sign_checkpoint(checkpoint, key_), checkpoint};
  CHECK(keep_signed(log_, head.note));
  host_.committed(kAdded);
  heads_.last = std::move(head);
  return {};
}

Result<bool> Append::add_entries() {
  TRY(const std::unique_ptr<AppendStage> stage, AppendStage::begin(log_, base_, request_.sync_each));
  const bool recorded_before = record_.has_value();
  auto added = [&]() -> Result<bool> {
    TRY(const bool good,
        read_new_entries([&](const TileId& tile, std::string_view bytes) { return stage->put(tile, bytes); }));
    if (!good || builder_->size() == base_) return good;
    if (builder_->size().value > kMaxTreeSize) {
      return Error(Errc::kMalformed, log_.path + ": would have more than 2^53 - 1 entries, which no log may have");
    }
    CHECK(builder_->finish());
    CHECK(commit(*stage));
    return true;
  }();
  if (added && *added) return true;
  auto note = read_note_if_there(log_.signed_checkpoint());
  const bool as_before = note && (!*note || **note == heads_.last.note);
  if (as_before) {
    if (!recorded_before) ::unlink(log_.append_record().c_str());
    discard_stage(log_);
    return added;
  }
  host_.committed(note ? kAdded : kMaybeAdded);
  return added;
}

Status Append::emit_entries() {
  uint64_t next = base_.value;  // the number of the next new entry
  const auto entry = [&](uint64_t index, const Hash& leaf) {
    Record record("entry");
    record.number("index", index).hash("leaf_hash", leaf);
    if (index != next) record.flag("skipped", true);
    if (index == next) next++;
    return host_.emit(record.line());
  };
  if (skipper_) {
    for (const uint64_t index : skipper_->indexes()) {
      if (!entry(index, skipper_->known()[index])) return {};
    }
    return {};
  }
  const std::unique_ptr<LogReader> reader = open_log_dir(log_);
  const uint64_t size = heads_.last.size().value;
  while (next < size) {
    const uint64_t first = next / kTileWidth * kTileWidth;
    const TileId tile{0, next / kTileWidth, std::min(kTileWidth, size - first)};
    std::string fault;
    TRY(const auto leaves, read_tile(*reader, tile, &fault));
    if (!leaves) return Error(Errc::kIo, reader->name_of(tile) + ": " + fault);
    while (next < first + leaves->size()) {
      if (!entry(next, (*leaves)[next - first])) return {};
    }
  }
  return {};
}

Status Append::report() {
  const Checkpoint& last = heads_.last.checkpoint;
  const uint64_t appended = last.size.value - base_.value;
  const bool published = heads_.published_size() == last.size && heads_.published;
  if (!host_.quiet()) CHECK(emit_entries());
  uint64_t listed = 0;
  if (request_.list_objects) listed = emit_objects(log_, listed_from_, last.size, published, host_);
  if (!host_.quiet()) {
    host_.emit(Record("log")
                   .text("origin", last.origin)
                   .number("tree_size", last.size.value)
                   .hash("root_hash", last.root)
                   .flag("published", published)
                   .line());
  }
  Record end = summary("tlog-append");
  end.number("appended", appended);
  if (skipper_) end.number("skipped", skipper_->indexes().size() - appended);
  end.number("tree_size", last.size.value);
  if (request_.list_objects) end.number("objects", listed);
  host_.emit(end.line());
  return {};
}

Result<Verdict> Append::run() {
  TRY(at_quorum_, is_published_at_quorum(log_));
  TRY(const bool sound, recover());
  if (!sound) return refuse();
  warn_of_key_name(key_, heads_.last.checkpoint.origin, host_);
  CHECK(check_size());
  TRY(const bool added, add_entries());
  if (!added) return refuse();
  if (heads_.last.size() > base_) {
    TRY([[maybe_unused]] const bool linked, link_staged(log_, heads_.last.size()));
  }
  if (publishes()) CHECK(publish_last());
  if (at_quorum_ && !request_.defer_publish && heads_.published && !says_more(*heads_.published)) {
    host_.warn(printable(log_.path, 4096) + ": not published: that is left to tlog-publish since its first run here");
    host_.hint("to publish without witnesses again, remove .tlog/publish");
  }
  CHECK(settle());
  if (request_.prune_partials) CHECK(prune_partials(log_, heads_.published_size(), heads_.last.size()));
  CHECK(report());
  return Verdict::kYes;
}

}  // namespace

Result<Verdict> append_log(const AppendRequest& request, Host& host) {
  TRY(SigningKey key, read_log_key(request.key_file));
  CHECK(EntryReader::check_inputs(request.input.files));
  const LogDir log{request.log};
  TRY(const FileKind published, kind_of(log.checkpoint()));
  TRY(const FileKind state, kind_of(log.state()));
  if (published == FileKind::kNothing && state == FileKind::kNothing) return no_log(log);
  make_readable_files();
  CHECK(make_directories(log.state(), 0700));
  TRY(const FileLock lock, take_log_lock(log, request.wait_seconds, [&] { return host.cancelled(); }));
  return Append(request, log, std::move(key), host).run();
}

}  // namespace tlog
