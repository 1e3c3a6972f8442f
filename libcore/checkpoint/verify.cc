#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/text.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/merkle/tree.h"
#include "libcore/note/cosignature.h"

namespace tlog {

namespace {

std::string key_label(std::string_view name, KeyId id) {
  return fmt::format("{}+{}", printable(name), format_key_id(id));
}

// "a+1234abcd, b+00ff00ff", for people.
std::string signer_list(const UnverifiedNote& note) {
  constexpr size_t kShown = 4;
  std::string list;
  for (size_t i = 0; i < std::min(note.signatures.size(), kShown); i++) {
    if (i > 0) list += ", ";
    list += key_label(note.signatures[i].name, note.signatures[i].id);
  }
  return note.signatures.size() > kShown ? list + ", ..." : list;
}

bool is_by(const NoteSignature& signature, const PolicyKey& key) {
  return signature.id == key.listed.id && signature.name == key.listed.name;
}

constexpr uint8_t kMlDsa44Type = 0x06;

// May it hold, though it cannot be checked? C2SP tlog-cosignature: of an ML-DSA-44 key it is the time and a signature
// of 2,420 bytes. Of other types nothing is known.
bool may_hold(const NoteSignature& signature, const AnyVkey& key) {
  constexpr size_t kMlDsa44CosignatureBytes = 8 + 2420;
  if (key.type != kMlDsa44Type) return true;
  return signature.signature.size() == kMlDsa44CosignatureBytes &&
         load_be64(signature.signature.data()) <= kMaxCosignatureTime;
}

CheckpointVerdict say_no(std::string reason) { return {std::nullopt, std::move(reason)}; }

CheckpointVerdict does_not_verify(const AnyVkey& key, const std::string& more = "") {
  return say_no(fmt::format("the signature by {} does not verify{}", key_label(key.name, key.id), more));
}

// The answer for what is no note: the error, or no where a known key's signature stands below another text.
Result<CheckpointVerdict> judge_damaged(std::string_view bytes, const Trust& trust, Error error) {
  std::vector<VerifierKey> keys;
  for (const PolicyLog& log : trust.policy.logs) {
    if (log.key.verifier) keys.push_back(*log.key.verifier);
  }
  for (const PolicyWitness& witness : trust.policy.witnesses) {
    if (witness.key.verifier) keys.push_back(*witness.key.verifier);
  }
  const SignatureLineState found = check_signature_line(bytes, keys);
  if (found.state != SignatureState::kFails) return error;
  const VerifierKey& key = keys[found.key];
  return say_no(fmt::format("the signature by {} does not verify: {}", key_label(key.name, key.id()), error.message()));
}

// What the signatures of a note say, each by a known key looked at.
struct Signatures {
  std::vector<std::string> log_names;     // of the logs' keys that signed
  std::vector<const AnyVkey*> unchecked;  // logs' keys that perhaps signed: it could not be checked
  std::vector<CosignatureFinding> cosignatures;
  std::optional<CheckpointVerdict> failed;  // a known key's signature does not hold
};

// One cosignature that holds, beside what is known of this witness already.
void count_cosignature(const CosignatureFinding& found, std::optional<CosignatureFinding>* best) {
  const bool better = !*best || (found.counted != (*best)->counted ? found.counted : found.time > (*best)->time);
  if (better) *best = found;
}

CosignatureFinding judge_time(size_t witness, uint64_t time, const Trust& trust) {
  CosignatureFinding found{witness, time, false, ""};
  if (time > trust.now && time - trust.now > trust.max_future_seconds) {
    found.reason = fmt::format("its time is more than {} seconds in the future", trust.max_future_seconds);
  } else if (trust.max_age_seconds && time < trust.now && trust.now - time > *trust.max_age_seconds) {
    found.reason = fmt::format("it is older than {} seconds", *trust.max_age_seconds);
  } else {
    found.counted = true;
  }
  return found;
}

// Whether it holds is not known; whether it would count is, where it has a time in front.
CosignatureFinding judge_unsupported(size_t witness, const NoteSignature& signature, const AnyVkey& key,
                                     const Trust& trust) {
  CosignatureFinding found{witness, std::nullopt, false, fmt::format("key type 0x{:02x} is not supported", key.type)};
  if (!may_hold(signature, key)) {
    found.reason = fmt::format("it has not the length or the time of one by a key of type 0x{:02x}", key.type);
    return found;
  }
  if (key.type == kMlDsa44Type) {
    const CosignatureFinding timed = judge_time(witness, load_be64(signature.signature.data()), trust);
    found.unchecked = timed.counted;
    if (!timed.counted) found.reason = timed.reason;
    return found;
  }
  found.unchecked = true;
  return found;
}

Signatures check_signatures(const UnverifiedNote& note, const Trust& trust) {
  Signatures result;
  for (const PolicyLog& log : trust.policy.logs) {
    for (const NoteSignature& signature : note.signatures) {
      if (!is_by(signature, log.key)) continue;
      if (!log.key.verifier) {
        if (may_hold(signature, log.key.listed)) result.unchecked.push_back(&log.key.listed);
      } else if (check_signature(signature, *log.key.verifier, note.text) == SignatureState::kFails) {
        result.failed = does_not_verify(log.key.listed);
        return result;
      } else {
        result.log_names.push_back(log.key.listed.name);
      }
    }
  }
  for (size_t i = 0; i < trust.policy.witnesses.size(); i++) {
    const PolicyKey& key = trust.policy.witnesses[i].key;
    std::optional<CosignatureFinding> best;
    for (const NoteSignature& signature : note.signatures) {
      if (!is_by(signature, key)) continue;
      if (!key.verifier) {
        if (!best || !best->unchecked) best = judge_unsupported(i, signature, key.listed, trust);
      } else if (check_signature(signature, *key.verifier, note.text) == SignatureState::kFails) {
        result.failed = does_not_verify(key.listed);
        return result;
      } else {
        count_cosignature(judge_time(i, *cosignature_time(signature.signature), trust), &best);
      }
    }
    if (best) result.cosignatures.push_back(*std::move(best));
  }
  return result;
}

// Is it signed by a trusted log whose origin this is? Perhaps it is, by the key `unchecked`.
struct Signers {
  bool one = false;
  const AnyVkey* unchecked = nullptr;
};

Signers judge_signers(const Signatures& signatures, const std::string& origin, const Trust& trust) {
  const auto fits = [&](const std::string& name) { return origin == trust.origin.value_or(name); };
  Signers signers;
  signers.one = std::any_of(signatures.log_names.begin(), signatures.log_names.end(), fits);
  for (const AnyVkey* key : signatures.unchecked) {
    if (signers.unchecked == nullptr && fits(key->name)) signers.unchecked = key;
  }
  return signers;
}

// Why it is not.
std::string no_signer(const UnverifiedNote& note, const Signatures& signatures, const std::string& origin,
                      const Trust& trust) {
  std::vector<std::string> names = signatures.log_names;
  for (const AnyVkey* key : signatures.unchecked) names.push_back(key->name);
  if (names.empty()) return "no signature by a trusted key, only by " + signer_list(note);
  return fmt::format("the origin is \"{}\", not \"{}\"", printable(origin), printable(trust.origin.value_or(names[0])));
}

// Nothing where the quorum holds.
Result<std::string> judge_quorum(const Policy& policy, const std::vector<CosignatureFinding>& cosignatures) {
  std::vector<bool> counted(policy.witnesses.size()), claimed(policy.witnesses.size());
  size_t count = 0;
  for (const CosignatureFinding& found : cosignatures) {
    counted[found.witness] = found.counted;
    claimed[found.witness] = found.counted || found.unchecked;
    count += found.counted;
  }
  if (quorum_holds(policy, counted)) return std::string();
  const std::string reason =
      fmt::format("the quorum \"{}\" is not reached: cosignatures that count: {} of {} witnesses",
                  printable(policy.name_of(*policy.quorum)), count, policy.witnesses.size());
  if (!quorum_holds(policy, claimed)) return reason;
  return Error(Errc::kConfig, reason + ", and it hangs on cosignatures by keys of a type that cannot be checked");
}

}  // namespace

Trust trust_in(const std::vector<VerifierKey>& logs, std::optional<std::string> origin) {
  Trust trust;
  trust.policy = policy_of_logs(logs);
  trust.origin = std::move(origin);
  return trust;
}

Result<CheckpointVerdict> verify_checkpoint(std::string_view note, const Trust& trust,
                                            std::vector<CosignatureFinding>* cosignatures) {
  auto parsed = parse_note(note);
  if (!parsed) return judge_damaged(note, trust, std::move(parsed).error());
  Signatures signatures = check_signatures(*parsed, trust);
  if (signatures.failed) return *std::move(signatures.failed);
  TRY(Checkpoint checkpoint, parse_checkpoint_text(parsed->text));
  const Signers signers = judge_signers(signatures, checkpoint.origin, trust);
  if (!signers.one && signers.unchecked == nullptr)
    return say_no(no_signer(*parsed, signatures, checkpoint.origin, trust));
  if (checkpoint.size.value == 0 && checkpoint.root != empty_root()) {
    return say_no("it has no entries, and its root hash is not that of an empty tree");
  }
  if (cosignatures != nullptr) *cosignatures = signatures.cosignatures;
  TRY(std::string reason, judge_quorum(trust.policy, signatures.cosignatures));
  if (reason.empty() && !signers.one) {
    const AnyVkey& key = *signers.unchecked;
    return Error(Errc::kConfig, fmt::format("it hangs on the signature by {}, of a key type that cannot be checked: "
                                            "0x{:02x}",
                                            key_label(key.name, key.id), key.type));
  }
  CheckpointVerdict verdict{std::nullopt, std::move(reason)};
  if (verdict.reason.empty()) verdict.checkpoint = VerifiedCheckpoint(std::move(checkpoint));
  return verdict;
}

}  // namespace tlog
