#include "libcore/ops/publish.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>

#include "libcore/base/text.h"
#include "libcore/ops/cosignature_set.h"
#include "libcore/ops/log_edge.h"
#include "libcore/ops/log_signing.h"
#include "libcore/ops/proven_tree.h"
#include "libcore/ops/summary.h"
#include "libcore/ops/witness_call.h"
#include "libcore/os/clock.h"
#include "libcore/os/lock.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/store/append_stage.h"
#include "libcore/store/partials.h"
#include "libcore/store/publish_state.h"

namespace tlog {

namespace {

using Clock = std::chrono::steady_clock;
using Kind = WitnessAnswer::Kind;

constexpr size_t kMaxAskedAtOnce = 256;  // a thread and a connection for each
constexpr std::chrono::milliseconds kLookEvery{250};
constexpr std::chrono::seconds kFirstRetry{5}, kLastRetry{60};  // of --watch, below the quorum

// What is to be published, as it was under the lock.
struct Pending {
  std::string note;  // as the log signed it
  UnverifiedNote parsed;
  Checkpoint checkpoint;
  std::optional<std::string> published;  // the note that readers find
  TreeSize published_size;

  TreeSize size() const { return checkpoint.size; }
};

// How a round ended.
enum class Round {
  kPublished,
  kUnchanged,  // it was published already
  kBelow,      // the quorum is not reached
  kMoved,      // the log has signed another checkpoint meanwhile
  kNo,         // told
};

// The logs of a policy alone.
Trust without_witnesses(Trust trust) {
  trust.policy.quorum.reset();
  trust.policy.witnesses.clear();
  trust.policy.groups.clear();
  trust.max_age_seconds.reset();
  return trust;
}

std::string_view word_of(Kind kind) {
  switch (kind) {
    case Kind::kCosigned:
      return "cosigned";
    case Kind::kNothing:
      return "no_answer";
    case Kind::kRefused:
      return "refused";
    case Kind::kOtherTree:
      return "other_tree";
    case Kind::kWrong:
      return "wrong_answer";
    case Kind::kInterrupted:
      return "not_awaited";
  }
  return "";
}

class Publisher {
 public:
  Publisher(const PublishRequest& request, LogDir log, Trust trust, std::optional<PublishState> state, Host& host)
      : request_(request),
        log_(std::move(log)),
        trust_(std::move(trust)),
        policy_(trust_.policy),
        remembered_(state ? format_publish_state(*state) : ""),
        state_(state.value_or(PublishState{})),
        host_(host) {}

  Result<Verdict> once();
  Result<Verdict> watch();

 private:
  Result<FileLock> take_lock() const;
  Result<std::optional<Pending>> look();
  Result<std::optional<Pending>> refuse(const std::string& object, const std::string& reason);
  Result<bool> complete(const Pending& pending);
  Result<Round> round(Clock::time_point deadline);
  std::vector<size_t> to_ask(const CosignatureSet& set) const;
  Result<bool> has_changed(const std::string& note) const;
  Status gather(const Pending& pending, Clock::time_point deadline, bool until_quorum, CosignatureSet& set);
  Result<std::vector<Hash>> proof_from(const ProvenTree& tree, TreeSize old);
  bool is_enough(const CosignatureSet& set) const;
  Status remember(const CosignatureSet& set);
  Result<Round> put_in_place(const Pending& pending, const CosignatureSet& set);
  Status settle(TreeSize published) const;
  Status gather_extra(const Pending& pending, CosignatureSet& set);
  void tell(const CosignatureSet& set);
  void tell_log(const Pending& pending, bool published, size_t cosignatures);
  Result<Verdict> end(Round round);

  const PublishRequest& request_;
  const LogDir log_;
  Trust trust_;
  const Policy& policy_;
  std::string remembered_;  // `state_` as it was written last
  PublishState state_;
  Host& host_;

  std::mutex mutex_;  // of what those who ask share
  std::map<uint64_t, std::vector<Hash>> proofs_;
  std::map<size_t, WitnessAnswer> answers_;
  std::optional<Error> failure_;
  bool tampered_ = false;  // the tiles are not those of what was signed
  bool forked_ = false;    // a witness has cosigned another tree
  uint64_t oldest_ = 0;    // cosignatures before this time are asked for again
  Round last_ = Round::kBelow;
  size_t asked_ = 0, cosignatures_ = 0;
  std::optional<TreeSize> size_;
};

Result<FileLock> Publisher::take_lock() const {
  return FileLock::take(log_.lock(), request_.wait_seconds, [&] { return host_.cancelled(); });
}

Result<std::optional<Pending>> Publisher::refuse(const std::string& object, const std::string& reason) {
  host_.error(fmt::format("{}/{}: {}", printable(log_.path, 4096), object, reason));
  host_.emit(Record("bad_object").text("path", object).text("reason", reason).line());
  host_.hint(object.starts_with("tile")    ? "nothing was published; tlog-verify log says more of what is wrong"
             : object.starts_with(".tlog") ? "nothing was published; is it the log that the policy names?"
                                           : "nothing was published; CAVEATS in tlog-append(1) says how this can come");
  return std::optional<Pending>();
}

// Reads what is to be published; the lock is held. not_found: nothing was signed here.
Result<std::optional<Pending>> Publisher::look() {
  TRY(auto note, read_note_if_there(log_.signed_checkpoint()));
  if (!note) {
    return Error(Errc::kNotFound, printable(log_.signed_checkpoint(), 4096) + ": nothing was signed here")
        .hint("tlog-import and tlog-append sign, with --defer-publish");
  }
  const Trust logs = without_witnesses(trust_);
  auto verdict = verify_checkpoint(*note, logs);
  if (!verdict) return std::move(verdict).error().context(printable(log_.signed_checkpoint(), 4096));
  if (!verdict->checkpoint) return refuse(".tlog/signed", verdict->reason);
  TRY(UnverifiedNote parsed, parse_note(*note));
  Pending pending{*std::move(note), std::move(parsed), **verdict->checkpoint, std::nullopt, {}};

  TRY(pending.published, read_note_if_there(log_.checkpoint()));
  if (pending.published) {
    auto published = verify_checkpoint(*pending.published, logs);
    if (!published) return std::move(published).error().context(printable(log_.checkpoint(), 4096));
    if (!published->checkpoint) return refuse("checkpoint", published->reason);
    const std::string reason = contradiction(pending.checkpoint, **published->checkpoint);
    if (!reason.empty()) return refuse("checkpoint", reason);
    pending.published_size = (*published->checkpoint)->size;
  }
  return std::optional(std::move(pending));
}

// Is all in its place that the checkpoint commits to? An append that died after it signed may have left that to us.
Result<bool> Publisher::complete(const Pending& pending) {
  CHECK(sync_directory(log_.state()));
  CHECK(link_staged(log_, pending.size()));
  TRY(const std::unique_ptr<LogReader> reader, open_log(log_.path, {}));
  std::vector<ObjectFault> faults;
  TRY(const auto edge, prove_edge(*reader, pending.size(), pending.checkpoint.root, faults));
  for (const ObjectFault& fault : faults) CHECK(refuse(fault.path, fault.reason));
  return edge.has_value();
}

std::vector<size_t> Publisher::to_ask(const CosignatureSet& set) const {
  std::vector<size_t> out;
  for (size_t i = 0; i < policy_.witnesses.size(); i++) {
    const PolicyWitness& witness = policy_.witnesses[i];
    const bool has = set[i] && set[i]->time >= oldest_;
    if (!has && witness.key.verifier && witness.url && check_url(*witness.url)) out.push_back(i);
  }
  return out;
}

bool Publisher::is_enough(const CosignatureSet& set) const { return quorum_holds(policy_, set.since(oldest_)); }

Result<std::vector<Hash>> Publisher::proof_from(const ProvenTree& tree, TreeSize old) {
  std::lock_guard lock(mutex_);
  if (const auto known = proofs_.find(old.value); known != proofs_.end()) return known->second;
  TRY(auto older, prove_older(tree, old, host_));
  if (!older) {
    tampered_ = true;
    return Error(Errc::kMalformed, "the tiles do not give a proof");
  }
  return proofs_.emplace(old.value, std::move(older->proof)).first->second;
}

// Asks those who have not cosigned, all at once.
Status Publisher::gather(const Pending& pending, Clock::time_point deadline, bool until_quorum, CosignatureSet& set) {
  const std::vector<size_t> wanted = to_ask(set);
  if (wanted.empty()) return {};
  ProvenTree tree{.log = nullptr,
                  .published = pending.size(),
                  .origin = pending.checkpoint.origin,
                  .head = {pending.size(), pending.checkpoint.root},
                  .checkpoint = pending.note,
                  .verified = true};
  TRY(tree.log, open_log(log_.path, {}));
  std::atomic<bool> enough = false;
  const auto given_up = [&] { return enough || host_.cancelled() || Clock::now() >= deadline; };
  HttpOptions http = request_.http;
  http.connections = std::min(wanted.size(), kMaxAskedAtOnce);
  http.timeout_s = request_.timeout_s;
  http.cancelled = given_up;
  TRY(const auto client, HttpClient::open(http));
  const WitnessQuestion question{.note = pending.note,
                                 .checkpoint = pending.checkpoint,
                                 .proof_from = [&](TreeSize old) { return proof_from(tree, old); },
                                 .asked_at = unix_time(),
                                 .given_up = given_up};
  const auto ask = [&](size_t i) {
    const PolicyWitness& witness = policy_.witnesses[i];
    TreeSize known;
    {
      std::lock_guard lock(mutex_);
      const auto at = state_.sizes.find(witness.key.vkey);
      if (at != state_.sizes.end()) known = at->second;
    }
    auto answer = ask_witness(*client, question, witness, known);
    std::lock_guard lock(mutex_);
    if (!answer) {
      if (!failure_) failure_ = std::move(answer).error();
      enough = true;
      return true;
    }
    if (answer->kind == Kind::kCosigned) {
      set.add(i, *answer->cosignature, answer->time);
      answer->size = pending.size();
    }
    if (answer->size) state_.sizes.insert_or_assign(witness.key.vkey, *answer->size);
    forked_ = forked_ || answer->kind == Kind::kOtherTree;
    if (answer->kind == Kind::kInterrupted && !enough) {
      answer = WitnessAnswer{.kind = Kind::kNothing, .reason = "it did not answer in time"};
    }
    answers_.insert_or_assign(i, *std::move(answer));
    if (until_quorum && is_enough(set)) enough = true;
    return true;
  };
  size_t next = 0;
  ordered_parallel<size_t, bool>(
      static_cast<unsigned>(http.connections), wanted.size(),
      [&] { return next < wanted.size() ? std::optional(wanted[next++]) : std::nullopt; }, ask,
      [](bool) { return true; });
  asked_ += wanted.size();
  if (failure_ && !tampered_) return *std::exchange(failure_, std::nullopt);
  return {};
}

Status Publisher::remember(const CosignatureSet& set) {
  TRY(state_.note, set.note());
  std::string text = format_publish_state(state_);
  if (text == remembered_) return {};
  remembered_ = std::move(text);
  return write_publish_state(log_, state_);
}

// Replaces the published checkpoint, unless another one was signed meanwhile: the partial objects of a size that was
// passed over may be gone.
Result<Round> Publisher::put_in_place(const Pending& pending, const CosignatureSet& set) {
  TRY(const std::string note, set.note());
  Trust trust = trust_;
  trust.now = unix_time();
  TRY(const CheckpointVerdict verdict, verify_checkpoint(note, trust));
  if (!verdict.checkpoint) return Error(Errc::kInternal, "what would be published does not verify: " + verdict.reason);
  TRY(const FileLock lock, take_lock());
  TRY(const auto now_signed, read_note_if_there(log_.signed_checkpoint()));
  if (!now_signed || *now_signed != pending.note) return Round::kMoved;
  CHECK(make_directories(log_.stage(), 0700));
  CHECK(publish(log_, note));
  host_.committed("the checkpoint is published");
  CHECK(settle(pending.size()));
  return Round::kPublished;
}

// Removes what the sizes before this one left over, once it is the published one and the last. The lock is held.
Status Publisher::settle(TreeSize published) const {
  TRY(const auto record, read_append_record(log_));
  if (record) CHECK(remove_superseded_partials(log_, *record, published, published));
  discard_stage(log_);
  return {};
}

// Asks on for a while, and publishes again with what came.
Status Publisher::gather_extra(const Pending& pending, CosignatureSet& set) {
  if (request_.extra_s == 0) return {};
  const size_t before = set.count();
  CHECK(gather(pending, Clock::now() + std::chrono::seconds(request_.extra_s), false, set));
  CHECK(remember(set));
  if (set.count() == before || tampered_) return {};
  TRY([[maybe_unused]] const Round round, put_in_place(pending, set));
  return {};
}

// One record for each witness, of what is known at the end.
void Publisher::tell(const CosignatureSet& set) {
  for (size_t i = 0; i < policy_.witnesses.size(); i++) {
    const PolicyWitness& witness = policy_.witnesses[i];
    Record record("witness");
    record.text("witness", witness.name).text("key_name", witness.key.listed.name);
    const auto answer = answers_.find(i);
    const bool asked = answer != answers_.end();
    std::string reason;
    if (asked) {
      record.text("outcome", word_of(answer->second.kind));
      reason = answer->second.reason;
    } else if (set[i]) {
      record.text("outcome", "remembered");
    } else {
      record.text("outcome", "not_asked");
      reason = !witness.key.verifier      ? "its type of key is not supported"
               : !witness.url             ? "the policy has no URL for it"
               : !check_url(*witness.url) ? "its URL is not one for http or https"
                                          : "the quorum held without it";
    }
    if (set[i]) record.number("timestamp", set[i]->time);
    if (asked && answer->second.size) record.number("tree_size", answer->second.size->value);
    if (!reason.empty()) record.text("reason", reason);
    host_.emit(record.line());
    if (!asked || answer->second.kind == Kind::kCosigned || answer->second.kind == Kind::kInterrupted) continue;
    const std::string message = fmt::format("witness \"{}\": {}", printable(witness.name), reason);
    if (answer->second.kind != Kind::kOtherTree) {
      host_.warn(message);
      continue;
    }
    host_.error(message);
    host_.hint("this log, or that witness, has lost or changed its history: find out before anything else is signed");
  }
}

void Publisher::tell_log(const Pending& pending, bool published, size_t cosignatures) {
  host_.emit(Record("log")
                 .text("origin", pending.checkpoint.origin)
                 .number("tree_size", pending.size().value)
                 .hash("root_hash", pending.checkpoint.root)
                 .flag("published", published)
                 .number("cosignatures", cosignatures)
                 .line());
}

Result<Round> Publisher::round(Clock::time_point deadline) {
  std::optional<Pending> pending;
  {
    TRY(const FileLock lock, take_lock());
    TRY(pending, look());
    if (!pending) return Round::kNo;
    TRY(const bool whole, complete(*pending));
    if (!whole) return Round::kNo;
    if (pending->published && pending->published_size == pending->size()) CHECK(settle(pending->size()));
  }
  answers_.clear();
  proofs_.clear();
  size_ = pending->size();
  const uint64_t now = unix_time();
  oldest_ = request_.refresh_s && *request_.refresh_s < now ? now - *request_.refresh_s : 0;
  CosignatureSet set(policy_, pending->parsed);
  for (const std::string* const note : {pending->published ? &*pending->published : nullptr, &state_.note}) {
    if (note == nullptr || note->empty()) continue;
    TRY(const UnverifiedNote other, parse_note(*note));
    set.take(other, now + trust_.max_future_seconds);
  }
  const bool was_enough = is_enough(set);
  if (!was_enough) CHECK(gather(*pending, deadline, true, set));
  CHECK(remember(set));  // from now on an append defers
  if (tampered_) return Round::kNo;
  Round result = Round::kBelow;
  if (is_enough(set)) {
    TRY(const std::string note, set.note());
    result = pending->published == note ? Round::kUnchanged : Round::kPublished;
    if (result == Round::kPublished) {
      TRY(result, put_in_place(*pending, set));
    }
    if (result != Round::kMoved) CHECK(gather_extra(*pending, set));
  }
  cosignatures_ = set.count();
  if (result != Round::kMoved) {
    tell(set);
    tell_log(*pending, result != Round::kBelow, cosignatures_);
  }
  return result;
}

Result<Verdict> Publisher::end(Round round) {
  Record end = summary("tlog-publish");
  end.number("asked", asked_).number("cosignatures", cosignatures_);
  if (size_) end.number("tree_size", size_->value);
  host_.emit(end.flag("published", round == Round::kPublished || round == Round::kUnchanged).line());
  if (round == Round::kNo || forked_) return Verdict::kNo;
  if (round == Round::kMoved) {
    return Error(Errc::kBusy, printable(log_.path, 4096) + ": grows faster than its witnesses answer")
        .hint("nothing was published; try again when nothing is added");
  }
  if (round == Round::kBelow) {
    if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    return Error(Errc::kBusy,
                 fmt::format("the quorum \"{}\" is not reached: {} of {} witnesses have cosigned",
                             printable(policy_.name_of(*policy_.quorum)), cosignatures_, policy_.witnesses.size()))
        .hint("nothing was published, and what they said is kept: try again later");
  }
  return Verdict::kYes;
}

Result<Verdict> Publisher::once() {
  const auto deadline = Clock::now() + std::chrono::seconds(request_.timeout_s);
  while (true) {
    TRY(const Round result, round(deadline));
    if (result != Round::kMoved || Clock::now() >= deadline) return end(result);
  }
}

Result<bool> Publisher::has_changed(const std::string& note) const {
  TRY(const auto present, read_note_if_there(log_.signed_checkpoint()));
  return !present || *present != note;
}

// Round after round, as the log grows; below the quorum after a pause that doubles.
Result<Verdict> Publisher::watch() {
  const auto never = Clock::time_point::max();
  std::string done;  // the checkpoint that was dealt with last
  auto next = Clock::now();
  auto pause = kFirstRetry;
  while (!host_.cancelled()) {
    TRY(const bool changed, has_changed(done));
    if (!changed && Clock::now() < next) {
      std::this_thread::sleep_for(kLookEvery);
      continue;
    }
    if (changed) pause = kFirstRetry;
    TRY(const auto note, read_note_if_there(log_.signed_checkpoint()));
    done = note.value_or("");
    const auto result = round(Clock::now() + std::chrono::seconds(request_.timeout_s));
    if (!result && result.error().code() != Errc::kBusy) return result.error();
    if (result && *result == Round::kNo) return end(Round::kNo);
    const bool published = result && (*result == Round::kPublished || *result == Round::kUnchanged);
    if (published) {
      next = request_.refresh_s ? Clock::now() + std::chrono::seconds(*request_.refresh_s) : never;
      pause = kFirstRetry;
    } else {
      if (!result) host_.warn(result.error().message());
      if (result && *result == Round::kBelow) host_.warn(fmt::format("below the quorum; again in {} s", pause.count()));
      next = result && *result == Round::kMoved ? Clock::now() : Clock::now() + pause;
      pause = std::min(2 * pause, kLastRetry);
    }
    last_ = published ? Round::kPublished : Round::kBelow;
  }
  auto verdict = end(last_);
  if (!verdict) return Verdict::kYes;  // it was told to stop, and what is below the quorum was told
  return verdict;
}

}  // namespace

Result<Verdict> publish_log(const PublishRequest& request, Host& host) {
  TRY(const Trust trust, make_trust(request.trust, host));
  const LogDir log{request.log};
  TRY(const FileKind state, kind_of(log.state()));
  if (state == FileKind::kNothing) {
    return Error(Errc::kNotFound, printable(log.path, 4096) + ": holds no log that was made here")
        .hint("tlog-import makes one");
  }
  make_readable_files();
  TRY(const FileLock lock, FileLock::take(log.publish_lock(), request.wait_seconds, [&] { return host.cancelled(); }));
  TRY(auto remembered, read_publish_state(log));
  Publisher publisher(request, log, trust, std::move(remembered), host);
  return request.watch ? publisher.watch() : publisher.once();
}

}  // namespace tlog
