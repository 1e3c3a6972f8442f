#include "libcore/ops/publish.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "libcore/base/text.h"
#include "libcore/ops/cosignature_set.h"
#include "libcore/ops/log_signing.h"
#include "libcore/ops/proven_tree.h"
#include "libcore/ops/published_log.h"
#include "libcore/ops/summary.h"
#include "libcore/ops/witness_poll.h"
#include "libcore/os/clock.h"
#include "libcore/store/publish_state.h"

namespace tlog {

namespace {

using std::chrono::seconds;
using Clock = std::chrono::steady_clock;
using Kind = WitnessAnswer::Kind;

constexpr std::chrono::milliseconds kLookEvery{250};
constexpr seconds kFirstRetry{5}, kLastRetry{60};  // of --watch, where it did not come to its end
constexpr uint64_t kForEver = UINT64_MAX;

// How a round ended.
enum class Round {
  kPublished,
  kUnchanged,  // it was published already
  kBelow,      // the quorum is not reached
  kMoved,      // the log has signed another checkpoint meanwhile
  kNo,         // told
};

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
    case Kind::kLargerTree:
      return "larger_tree";
    case Kind::kWrong:
      return "wrong_answer";
    case Kind::kInterrupted:
      return "not_awaited";
  }
  return "";
}

bool is_alarm(Kind kind) { return kind == Kind::kOtherTree || kind == Kind::kLargerTree; }

// An append that has signed holds the lock for a moment more, and --watch comes at that moment.
uint64_t seconds_for_the_lock(const PublishRequest& request) {
  const uint64_t moment = request.watch ? static_cast<uint64_t>(kFirstRetry.count()) : 0;
  return std::max(request.wait_seconds, moment);
}

class Publisher {
 public:
  Publisher(const PublishRequest& request, LogDir log, Trust trust, std::optional<PublishState> state, Host& host)
      : request_(request),
        log_(std::move(log)),
        trust_(std::move(trust)),
        policy_(trust_.policy),
        published_(log_, trust_, seconds_for_the_lock(request), host),
        remembered_(state ? format_publish_state(*state) : ""),
        state_(state.value_or(PublishState{})),
        host_(host) {}

  Result<Verdict> once();
  Result<Verdict> watch();

 private:
  Result<CosignatureSet> known_cosignatures(const PendingCheckpoint& pending) const;

  Result<Round> round(Clock::time_point deadline);
  bool is_fresh(const CosignatureSet& set) const { return quorum_holds(policy_, set.since(oldest_)); }
  bool is_enough(const CosignatureSet& set) const { return quorum_holds(policy_, set.since(0)); }
  uint64_t last_fresh(const CosignatureSet& set) const;
  std::vector<WitnessToAsk> to_ask(const CosignatureSet& set) const;
  Result<std::vector<Hash>> proof_from(const ProvenTree& tree, TreeSize old);
  Status gather(const PendingCheckpoint& pending, seconds limit, bool until_quorum, CosignatureSet& set);
  void take(const PendingCheckpoint& pending, size_t witness, WitnessAnswer answer, CosignatureSet& set);
  Status write_state();
  Status remember(const CosignatureSet& set);

  Result<Round> put_in_place(const PendingCheckpoint& pending, const CosignatureSet& set);
  Status gather_extra(const PendingCheckpoint& pending, CosignatureSet& set);

  void tell(const CosignatureSet& set);
  void tell_witness(const PolicyWitness& witness, std::string_view outcome, const std::string& reason, bool asked);
  void tell_log(const PendingCheckpoint& pending, bool published, size_t cosignatures);
  bool alarmed() const;
  Result<Verdict> end(const Result<Round>& round);

  const PublishRequest& request_;
  const LogDir log_;
  Trust trust_;
  const Policy& policy_;
  PublishedLog published_;
  std::string remembered_;  // `state_` as it is in the file
  PublishState state_;
  Host& host_;

  std::mutex mutex_;  // of the next two
  std::map<uint64_t, std::vector<Hash>> proofs_;
  std::string fault_;  // of the tiles: they are not those of what was signed
  std::map<size_t, WitnessAnswer> answers_;
  uint64_t oldest_ = 0;                  // cosignatures before this time are asked for again
  std::optional<uint64_t> fresh_until_;  // what is published has a quorum of young ones, up to this second
  std::set<size_t> asked_;               // by this run
  size_t cosignatures_ = 0;
  bool quorum_ = false;
  std::optional<TreeSize> size_;
};

Result<CosignatureSet> Publisher::known_cosignatures(const PendingCheckpoint& pending) const {
  CosignatureSet set(policy_, pending.parsed);
  for (const std::string* const note : {pending.published ? &*pending.published : nullptr, &state_.note}) {
    if (note == nullptr || note->empty()) continue;
    TRY(const UnverifiedNote other, parse_note(*note));
    set.take(other, unix_time() + trust_.max_future_seconds);
  }
  return set;
}

// The last second in which the quorum holds of cosignatures that are young enough.
uint64_t Publisher::last_fresh(const CosignatureSet& set) const {
  if (!request_.refresh_s || quorum_holds(policy_, set.since(kForEver))) return kForEver;
  uint64_t oldest = 0;  // of those that the quorum needs
  for (size_t i = 0; i < policy_.witnesses.size(); i++) {
    const uint64_t time = set[i] ? set[i]->time : 0;
    if (time > oldest && quorum_holds(policy_, set.since(time))) oldest = time;
  }
  return oldest + *request_.refresh_s;
}

// Those without a cosignature that is young enough, and those that raised an alarm.
std::vector<WitnessToAsk> Publisher::to_ask(const CosignatureSet& set) const {
  std::vector<WitnessToAsk> out;
  for (size_t i = 0; i < policy_.witnesses.size(); i++) {
    const PolicyWitness& witness = policy_.witnesses[i];
    const bool has = set[i] && set[i]->time >= oldest_ && !state_.alarms.contains(witness.key.vkey);
    if (has || !why_not_asked(witness).empty()) continue;
    const auto known = state_.sizes.find(witness.key.vkey);
    out.push_back({i, known == state_.sizes.end() ? TreeSize{0} : known->second});
  }
  return out;
}

Result<std::vector<Hash>> Publisher::proof_from(const ProvenTree& tree, TreeSize old) {
  std::lock_guard lock(mutex_);
  if (const auto known = proofs_.find(old.value); known != proofs_.end()) return known->second;
  TRY(auto older, find_older(tree, old, fault_));
  if (!older) return Error(Errc::kMalformed, fault_);
  return proofs_.emplace(old.value, std::move(older->proof)).first->second;
}

// What a witness has answered. One that raised an alarm is not forgotten before it cosigns.
void Publisher::take(const PendingCheckpoint& pending, size_t witness, WitnessAnswer answer, CosignatureSet& set) {
  const std::string& vkey = policy_.witnesses[witness].key.vkey;
  if (answer.kind == Kind::kCosigned) {
    set.add(witness, *answer.cosignature, answer.time);
    answer.size = pending.size();
    state_.alarms.erase(vkey);
  }
  if (answer.kind == Kind::kLargerTree) {
    const auto changed = published_.has_changed(pending);
    if (changed && *changed) answer.kind = Kind::kRefused;  // it has what is signed by now
  }
  if (is_alarm(answer.kind)) {
    const PublishState::Alarm alarm{answer.size.value_or(TreeSize{0}), answer.kind == Kind::kLargerTree};
    state_.alarms.insert_or_assign(vkey, alarm);
  }
  if (answer.size) state_.sizes.insert_or_assign(vkey, *answer.size);
  const auto before = answers_.find(witness);
  const bool keeps = before != answers_.end() && is_alarm(before->second.kind) && answer.kind != Kind::kCosigned;
  if (!keeps) answers_.insert_or_assign(witness, std::move(answer));
}

// Asks all who are to be asked.
Status Publisher::gather(const PendingCheckpoint& pending, seconds limit, bool until_quorum, CosignatureSet& set) {
  ProvenTree tree{.log = open_log_dir(log_),
                  .published = pending.size(),
                  .origin = pending.checkpoint.origin,
                  .head = {pending.size(), pending.checkpoint.root},
                  .checkpoint = pending.note,
                  .verified = true};
  const WitnessQuestion question{.note = pending.note,
                                 .checkpoint = pending.checkpoint,
                                 .proof_from = [&](TreeSize old) { return proof_from(tree, old); },
                                 .asked_at = unix_time(),
                                 .max_future_seconds = trust_.max_future_seconds};
  const std::vector<WitnessToAsk> wanted = to_ask(set);
  for (const WitnessToAsk& witness : wanted) asked_.insert(witness.number);
  const Status asked =
      ask_witnesses(policy_, request_.http, question, wanted, limit, host_, [&](size_t witness, WitnessAnswer answer) {
        take(pending, witness, std::move(answer), set);
        return until_quorum && is_fresh(set);
      });
  return fault_.empty() ? asked : Status();
}

Status Publisher::write_state() {
  std::string text = format_publish_state(state_);
  if (text == remembered_) return {};
  CHECK(write_publish_state(log_, state_));
  remembered_ = std::move(text);
  return {};
}

Status Publisher::remember(const CosignatureSet& set) {
  TRY(state_.note, set.note());
  return write_state();
}

Result<Round> Publisher::put_in_place(const PendingCheckpoint& pending, const CosignatureSet& set) {
  TRY(const std::string note, set.note());
  Trust trust = trust_;
  trust.now = unix_time();
  TRY(const CheckpointVerdict verdict, verify_checkpoint(note, trust));
  if (!verdict.checkpoint) return Error(Errc::kInternal, "what would be published does not verify: " + verdict.reason);
  TRY(const bool placed, published_.publish(pending, note));
  return placed ? Round::kPublished : Round::kMoved;
}

// Asks on for a while, and publishes again with what came. That it could not is no failure of what was published.
Status Publisher::gather_extra(const PendingCheckpoint& pending, CosignatureSet& set) {
  if (request_.extra_s == 0) return {};
  const size_t before = set.count();
  CHECK(gather(pending, seconds(request_.extra_s), false, set));
  fault_.clear();
  CHECK(remember(set));
  if (set.count() == before) return {};
  const auto again = put_in_place(pending, set);
  if (again || again.error().code() != Errc::kBusy) return again ? Status() : again.error();
  host_.warn("what came later is not published yet: " + again.error().message());
  return {};
}

void Publisher::tell_witness(const PolicyWitness& witness, std::string_view outcome, const std::string& reason,
                             bool asked) {
  const std::string message = fmt::format("witness \"{}\": {}", printable(witness.name), reason);
  if (outcome != word_of(Kind::kOtherTree) && outcome != word_of(Kind::kLargerTree)) {
    if (asked && outcome != word_of(Kind::kCosigned) && outcome != word_of(Kind::kInterrupted)) host_.warn(message);
    return;
  }
  host_.error(message);
  host_.hint("this log, or that witness, has lost or changed its history: find out before anything else is signed");
}

// One record for each witness, of what is known at the end.
void Publisher::tell(const CosignatureSet& set) {
  for (size_t i = 0; i < policy_.witnesses.size(); i++) {
    const PolicyWitness& witness = policy_.witnesses[i];
    const auto answer = answers_.find(i);
    const auto alarm = state_.alarms.find(witness.key.vkey);
    bool asked = answer != answers_.end();
    std::string_view outcome = asked ? word_of(answer->second.kind) : set[i] ? "remembered" : "not_asked";
    std::string reason = asked ? answer->second.reason : "";
    std::optional<uint64_t> size;
    if (asked && answer->second.size) size = answer->second.size->value;
    if (outcome == "not_asked") reason = why_not_asked(witness);
    if (outcome == "not_asked" && reason.empty()) reason = "the quorum held without it";
    if (outcome == word_of(Kind::kInterrupted)) reason = "the quorum was reached before it answered";
    if (alarm != state_.alarms.end() && !(asked && is_alarm(answer->second.kind))) {
      const bool larger = alarm->second.is_larger;
      outcome = word_of(larger ? Kind::kLargerTree : Kind::kOtherTree);
      size = alarm->second.size.value;
      reason = fmt::format("it has said that it cosigned {} tree, of {} entries, and has not cosigned since",
                           larger ? "a larger" : "another", *size);
    }
    Record record("witness");
    record.text("witness", witness.name).text("key_name", witness.key.listed.name).text("outcome", outcome);
    if (set[i]) record.number("timestamp", set[i]->time);
    if (size) record.number("tree_size", *size);
    if (!reason.empty()) record.text("reason", reason);
    host_.emit(record.line());
    tell_witness(witness, outcome, reason, asked);
  }
}

void Publisher::tell_log(const PendingCheckpoint& pending, bool published, size_t cosignatures) {
  host_.emit(Record("log")
                 .text("origin", pending.checkpoint.origin)
                 .number("tree_size", pending.size().value)
                 .hash("root_hash", pending.checkpoint.root)
                 .flag("published", published)
                 .number("cosignatures", cosignatures)
                 .line());
}

// Of the witnesses of the policy.
bool Publisher::alarmed() const {
  return std::any_of(policy_.witnesses.begin(), policy_.witnesses.end(),
                     [&](const PolicyWitness& witness) { return state_.alarms.contains(witness.key.vkey); });
}

Result<Round> Publisher::round(Clock::time_point deadline) {
  fresh_until_.reset();
  TRY(const auto pending, published_.begin([&] { return write_state(); }));
  if (!pending) return Round::kNo;
  answers_.clear();
  proofs_.clear();
  size_ = pending->size();
  const uint64_t now = unix_time();
  oldest_ = request_.refresh_s && *request_.refresh_s < now ? now - *request_.refresh_s : 0;
  TRY(CosignatureSet set, known_cosignatures(*pending));
  if (!is_fresh(set) || alarmed()) {
    const auto left = std::chrono::ceil<seconds>(deadline - Clock::now());
    CHECK(gather(*pending, std::max(left, seconds(1)), true, set));
    if (!fault_.empty()) {
      TRY(const bool bad, published_.judge_fault(*pending, std::exchange(fault_, "")));
      return bad ? Round::kNo : Round::kMoved;
    }
    CHECK(remember(set));
  }
  cosignatures_ = set.count();
  quorum_ = is_enough(set);
  Round result = Round::kBelow;
  if (quorum_) {
    TRY(const std::string note, set.note());
    result = pending->published == note ? Round::kUnchanged : Round::kPublished;
  } else {
    TRY(const bool changed, published_.has_changed(*pending));
    if (changed) result = Round::kMoved;
  }
  if (quorum_ && !is_fresh(set)) host_.warn("not enough witnesses cosigned again: older cosignatures stay");
  if (result == Round::kPublished) {
    auto placed = put_in_place(*pending, set);
    if (!placed) tell(set);
    TRY(result, std::move(placed));
  }
  if (result == Round::kPublished || result == Round::kUnchanged) {
    CHECK(gather_extra(*pending, set));
    if (is_fresh(set)) fresh_until_ = last_fresh(set);
  }
  cosignatures_ = set.count();
  tell(set);
  if (result != Round::kMoved) tell_log(*pending, result != Round::kBelow || pending->is_published(), cosignatures_);
  return result;
}

// A no wins over what could not be told.
Result<Verdict> Publisher::end(const Result<Round>& round) {
  if (!round && !alarmed()) return round.error();
  if (!round) host_.error(round.error().message());
  Record end = summary("tlog-publish");
  end.number("asked", asked_.size()).number("cosignatures", cosignatures_);
  if (size_) end.number("tree_size", size_->value).flag("quorum", quorum_);
  host_.emit(end.line());
  if (!round || *round == Round::kNo || alarmed()) return Verdict::kNo;
  if (host_.cancelled() && *round != Round::kPublished && *round != Round::kUnchanged) {
    return Error(Errc::kBusy, "interrupted before the end");
  }
  if (*round == Round::kMoved) {
    return Error(Errc::kBusy, printable(log_.path, 4096) + ": grows faster than its witnesses answer")
        .hint("nothing was published; try again when nothing is added");
  }
  if (*round == Round::kBelow) {
    return Error(Errc::kBusy,
                 fmt::format("the quorum \"{}\" is not reached: {} of {} witnesses have cosigned",
                             printable(policy_.name_of(*policy_.quorum)), cosignatures_, policy_.witnesses.size()))
        .hint("nothing was published, and what they said is kept: try again later");
  }
  return Verdict::kYes;
}

Result<Verdict> Publisher::once() {
  const auto deadline = Clock::now() + seconds(request_.timeout_s);
  while (true) {
    const auto result = round(deadline);
    if (!result || *result != Round::kMoved || Clock::now() >= deadline || host_.cancelled()) return end(result);
  }
}

// What passes by itself.
bool is_transient(const Error& error) { return error.code() == Errc::kBusy || error.code() == Errc::kIo; }

// Round after round, as the log grows and cosignatures get old; after one that did not come to its end, or that did not
// refresh them, after a pause that doubles.
Result<Verdict> Publisher::watch() {
  std::string done;  // the checkpoint that was dealt with last
  auto next = Clock::now();
  auto pause = kFirstRetry;
  while (!host_.cancelled()) {
    TRY(const auto note, read_note_if_there(log_.signed_checkpoint()));
    const bool changed = note.value_or("") != done || done.empty();
    const bool due = fresh_until_ ? unix_time() > *fresh_until_ : Clock::now() >= next;
    if (!changed && !due) {
      std::this_thread::sleep_for(kLookEvery);
      continue;
    }
    if (changed) pause = kFirstRetry;
    done = note.value_or("");
    const auto result = round(Clock::now() + seconds(request_.timeout_s));
    if (!result && !is_transient(result.error())) return end(result);
    if (result && *result == Round::kNo) return end(result);
    if (!host_.flush()) return end(Round::kUnchanged);  // nobody reads on
    host_.committed("");                                // an error of a later round is not about this one
    if (fresh_until_) {
      pause = kFirstRetry;
      continue;
    }
    if (host_.cancelled()) break;
    if (!result) host_.warn(result.error().message());
    if (result && *result == Round::kBelow) host_.warn(fmt::format("below the quorum; again in {} s", pause.count()));
    next = result && *result == Round::kMoved ? Clock::now() : Clock::now() + pause;
    pause = std::min(2 * pause, kLastRetry);
  }
  return end(Round::kUnchanged);  // it was told to stop, and what is below the quorum was told
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
