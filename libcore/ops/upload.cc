#include "libcore/ops/upload.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "libcore/base/bytes.h"
#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/crypto/sha256.h"
#include "libcore/ops/proven_tree.h"
#include "libcore/ops/spill_clean.h"
#include "libcore/ops/summary.h"
#include "libcore/ops/upload_objects.h"
#include "libcore/ops/upload_source.h"
#include "libcore/ops/upload_strays.h"
#include "libcore/os/file.h"
#include "libcore/text/record.h"

namespace tlog {

namespace {

constexpr const char* kCheckpointKey = "checkpoint";
constexpr ObjectKind kCheckpointKind{"text/plain; charset=utf-8", "no-store"};
constexpr unsigned kMaxRounds = 5;  // each after the checkpoint in the store was moved by another
constexpr size_t kJournalNameBytes = 8;

// What the store has when a round begins.
struct RemoteHead {
  bool there = false;
  std::string note, tag;
  Checkpoint checkpoint{};  // of an empty tree where there is none
};

enum class Round { kDone, kNo, kAgain };

class LogUpload {
 public:
  LogUpload(const UploadRequest& request, UploadSource source, ObjectStore& store, UploadJournal& journal, Host& host)
      : request_(request),
        source_(std::move(source)),
        log_(*source_.log),
        store_(store),
        journal_(journal),
        host_(host) {}

  Result<Verdict> run();

 private:
  Result<Round> round();
  Result<RemoteHead> look() const;
  Result<bool> is_beginning(const RemoteHead& remote);
  std::vector<TileId> plan(const RemoteHead& remote) const;
  Status probe();
  Status look_for_strays();
  bool adds_nothing(const RemoteHead& remote) const;
  Result<Round> publish(const RemoteHead& remote);
  Round settle(std::string_view how);
  void tell_log() const;
  Round refuse(const std::string& why);
  void tell_summary(bool done) const;

  const UploadRequest& request_;
  const UploadSource source_;
  const LogDir log_;
  ObjectStore& store_;
  UploadJournal& journal_;
  Host& host_;
  std::optional<LocalHead> head_;
  UploadCounts counts_;
  std::optional<uint64_t> strays_;
  std::set<TileId> brought_;  // by an earlier round
  bool probed_ = false;
  bool published_ = false;  // the store has the checkpoint of the log
  bool sent_ = false;       // by this run
};

Round LogUpload::refuse(const std::string& why) {
  host_.error(fmt::format("{}: {}", store_.name_of(kCheckpointKey), why));
  host_.emit(Record("refused").text("reason", why).line());
  return Round::kNo;
}

Result<RemoteHead> LogUpload::look() const {
  TRY(const auto found, store_.get(kCheckpointKey, kMaxNoteBytes));
  if (!found) return RemoteHead{};
  auto checkpoint = parse_unverified_checkpoint(found->bytes);
  if (!checkpoint) return std::move(checkpoint).error().context(store_.name_of(kCheckpointKey));
  return RemoteHead{true, found->bytes, found->tag, *std::move(checkpoint)};
}

// Is the tree in the store a beginning of ours? Its root is made from our tiles, which are proved against our own root.
Result<bool> LogUpload::is_beginning(const RemoteHead& remote) {
  const Checkpoint& theirs = remote.checkpoint;
  const Checkpoint& ours = head_->checkpoint;
  const auto no = [&](const std::string& why) {
    (void)refuse(why);
    return false;
  };
  if (theirs.origin != ours.origin) return no(fmt::format("is of another log, \"{}\"", printable(theirs.origin, 1024)));
  if (theirs.size > ours.size) {
    return no(fmt::format("has {} entries, more than the {} of this log", theirs.size.value, ours.size.value));
  }
  ProvenTree tree{.log = open_log_dir(log_),
                  .published = ours.size,
                  .origin = ours.origin,
                  .head = {ours.size, ours.root},
                  .checkpoint = head_->note,
                  .verified = false};
  std::string fault;
  TRY(const auto older, find_older(tree, theirs.size, fault));
  if (!older) return no("cannot be compared with this log: " + fault);
  if (older->head.root != theirs.root) {
    return no(fmt::format("is not a beginning of this log: its first {} entries are others", theirs.size.value));
  }
  return true;
}

bool is_file(const std::string& path) {
  const auto kind = kind_of(path);
  return kind && *kind == FileKind::kFile;
}

// The objects that the store lacks, as far as its checkpoint tells, and this run has not brought there; or all.
std::vector<TileId> LogUpload::plan(const RemoteHead& remote) const {
  std::vector<TileId> tiles;
  const TreeSize size = head_ ? head_->checkpoint.size : TreeSize{0};
  const TreeSize there = request_.all ? TreeSize{0} : remote.checkpoint.size;
  for_each_new_object(there, size, [&](const TileId& tile) {
    if (!brought_.contains(tile)) tiles.push_back(tile);
    return true;
  });
  std::set<TileId> listed;
  for (const TileId& tile : source_.listed) {
    if (has_object(there, tile) || has_object(size, tile) || brought_.contains(tile)) continue;
    if (!had_object(size, tile) || is_file(log_.object(tile))) listed.insert(tile);  // or it is grown over and removed
  }
  tiles.insert(tiles.end(), listed.begin(), listed.end());
  return tiles;
}

// Before the first write.
Status LogUpload::probe() {
  if (std::exchange(probed_, true) || !store_.is_suspect()) return {};
  TRY(const std::string fault, probe_store(store_));
  if (fault.empty()) return {};
  return Error(Errc::kConfig, fmt::format("{}: {}", store_.name(), fault))
      .hint("with --unsafe-store it is used all the same: then nobody else may write there meanwhile");
}

// The same tree, and signatures that are all there already: nothing would be gained.
bool LogUpload::adds_nothing(const RemoteHead& remote) const {
  if (!remote.there || remote.checkpoint.size != head_->checkpoint.size) return false;
  const auto theirs = parse_note(remote.note), ours = parse_note(head_->note);
  if (!theirs || !ours || theirs->text != ours->text) return false;
  return std::all_of(ours->signatures.begin(), ours->signatures.end(), [&](const NoteSignature& mine) {
    return std::any_of(theirs->signatures.begin(), theirs->signatures.end(), [&](const NoteSignature& other) {
      return other.name == mine.name && other.id == mine.id && other.signature == mine.signature;
    });
  });
}

Round LogUpload::settle(std::string_view how) {
  published_ = true;
  host_.note(fmt::format("{}: {}", store_.name_of(kCheckpointKey), how));
  return Round::kDone;
}

// The last step: the checkpoint, from the one that was seen.
Result<Round> LogUpload::publish(const RemoteHead& remote) {
  if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  auto outcome = remote.there ? store_.swap(kCheckpointKey, head_->note, kCheckpointKind, remote.tag)
                              : store_.create(kCheckpointKey, head_->note, kCheckpointKind);
  // Whatever was answered, or not: what counts is what is there.
  auto now = store_.get(kCheckpointKey, kMaxNoteBytes);
  if (now && *now && (*now)->bytes == head_->note) {
    sent_ = true;
    host_.committed("the checkpoint is in the store");
    return settle("published");
  }
  if (!outcome) return std::move(outcome).error();
  if (!now) return std::move(now).error();
  if (*outcome == PutOutcome::kRefused) return Round::kAgain;
  if (!*now) return refuse("the store has lost what it was given");
  return Round::kAgain;  // another one came right behind us
}

Result<Round> LogUpload::round() {
  TRY(const LocalHeadAnswer local, read_local_head(log_, host_));
  if (!local.whole) return Round::kNo;
  head_ = local.head;
  TRY(const RemoteHead remote, look());
  published_ = head_ && remote.there && remote.note == head_->note;
  if (head_ && remote.there && !published_) {
    TRY(const bool beginning, is_beginning(remote));
    if (!beginning) return Round::kNo;
  }
  const std::vector<TileId> tiles = plan(remote);
  if (!tiles.empty()) {
    CHECK(probe());
    upload_objects(request_, log_, head_ ? head_->checkpoint.size : TreeSize{0}, tiles, store_, journal_, counts_,
                   host_);
    if (counts_.no && counts_.error) host_.error(counts_.error->message());
    if (counts_.no) return Round::kNo;
    if (counts_.error) return *counts_.error;
    if (!counts_.whole()) return Error(Errc::kBusy, "interrupted before the end");
    brought_.insert(tiles.begin(), tiles.end());
  }
  if (!head_) {
    host_.note(printable(log_.path, 4096) + ": has no checkpoint yet, and so the store gets none");
    return Round::kDone;
  }
  if (published_ || adds_nothing(remote)) return settle("is there already");
  CHECK(probe());
  return publish(remote);
}

Status LogUpload::look_for_strays() {
  host_.committed("the log is in the store");
  TRY(strays_, tell_strays(store_, log_, head_ ? head_->checkpoint.size : TreeSize{0}, host_));
  return {};
}

void LogUpload::tell_log() const {
  if (!head_) return;
  host_.emit(Record("log")
                 .text("origin", head_->checkpoint.origin)
                 .number("tree_size", head_->checkpoint.size.value)
                 .hash("root_hash", head_->checkpoint.root)
                 .flag("published", published_)
                 .line());
}

void LogUpload::tell_summary(bool done) const {
  Record record = summary("chunk-upload");
  record.text("status", done                                   ? "complete"
                        : counts_.stored + counts_.already > 0 ? "partial"
                                                               : "failed")
      .number("total", counts_.total)
      .number("stored", counts_.stored)
      .number("already", counts_.already)
      .number("failed", counts_.failed)
      .number("not_attempted", counts_.not_attempted())
      .flag("checkpoint_sent", sent_);
  if (strays_) record.number("strays", *strays_);
  host_.emit(record.line());
}

Result<Verdict> LogUpload::run() {
  Result<Round> result = Round::kAgain;
  for (unsigned i = 0; i < kMaxRounds && result && *result == Round::kAgain; i++) result = round();
  if (result && *result == Round::kAgain) {
    result = Error(Errc::kBusy, store_.name_of(kCheckpointKey) + ": is moved by others again and again")
                 .hint("try again later");
  }
  const bool done = result && *result == Round::kDone;
  if (const Status cleared = done ? journal_.clear() : Status(); !cleared) host_.warn(cleared.error().message());
  if (result) tell_log();
  const Status looked = done && request_.strays ? look_for_strays() : Status();
  tell_summary(done);
  if (!result) return std::move(result).error();
  CHECK(looked);
  return done ? Verdict::kYes : Verdict::kNo;
}

// For the stores of one log, a name each.
Result<UploadJournal> open_journal(const UploadRequest& request, const LogDir& log, std::string store) {
  if (request.target.starts_with("s3://")) store += " " + printable(request.store.s3.endpoint, 4096);
  if (request.journal) return UploadJournal::open(*request.journal, store, JournalName::kByUser);
  CHECK(make_directories(log.state(), 0700));
  const Hash hash = sha256(as_bytes(store));
  return UploadJournal::open(log.state() + "/upload-" + hex_encode(ByteView(hash.bytes).first(kJournalNameBytes)),
                             store);
}

}  // namespace

Result<Verdict> upload_log(const UploadRequest& request, Host& host) {
  StoreOptions options = request.store;
  options.http.cancelled = [&host] { return host.cancelled(); };
  if (!request.spill_root.empty()) sweep_before_work(request.spill_root, host);
  TRY(UploadSource source, open_upload_source(request.source, request.partial));
  if (!source.log) {
    host.emit(summary("chunk-upload")
                  .text("status", "complete")
                  .number("total", 0)
                  .number("stored", 0)
                  .number("already", 0)
                  .number("failed", 0)
                  .number("not_attempted", 0)
                  .flag("checkpoint_sent", false)
                  .line());
    return Verdict::kYes;
  }
  TRY(const auto store, open_store(request.target, options));
  if (request.strays && !store->can_list()) {
    return Error(Errc::kUsage, store->name() + ": what is there cannot be listed over HTTP")
        .hint("--strays is for dir: and s3: targets");
  }
  auto journal = open_journal(request, *source.log, store->name());
  if (!journal && !request.journal &&
      (journal.error().code() == Errc::kIo || journal.error().code() == Errc::kDenied)) {
    return std::move(journal).error().hint("--journal names another place for what is remembered of an upload");
  }
  if (!journal) return std::move(journal).error();
  LogUpload upload(request, std::move(source), *store, *journal, host);
  return upload.run();
}

}  // namespace tlog
