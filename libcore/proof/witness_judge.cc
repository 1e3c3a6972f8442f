#include "libcore/proof/witness_judge.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/assert.h"
#include "libcore/base/text.h"
#include "libcore/merkle/consistency.h"
#include "libcore/merkle/tree.h"

namespace tlog {

namespace {

WitnessRefusal refuse(WitnessStatus status, std::string reason) { return {status, std::move(reason)}; }

TreeHead head_of(const std::optional<WitnessState>& state) {
  return state ? TreeHead{state->checkpoint.size, state->checkpoint.root} : TreeHead{TreeSize{0}, empty_root()};
}

// Keeps those signatures of the note that hold, one for each key.
std::optional<WitnessRefusal> check_log_signatures(UnverifiedNote& note, const std::vector<WitnessedLogs::Key>& keys) {
  std::vector<NoteSignature> kept;
  for (const NoteSignature& signature : note.signatures) {
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const WitnessedLogs::Key& known) {
      return known.id == signature.id && known.verifier.name == signature.name;
    });
    if (key == keys.end()) continue;
    // The same line again costs nothing: whoever asks must not make us verify it a hundred times.
    const bool again = std::any_of(kept.begin(), kept.end(), [&](const NoteSignature& other) {
      return other.id == signature.id && other.name == signature.name && other.signature == signature.signature;
    });
    if (again) continue;
    if (!log_signature_holds(signature.signature, *key->ready, note.text)) {
      return refuse(WitnessStatus::kForbidden, fmt::format("the signature by {}+{} does not verify",
                                                           printable(signature.name), format_key_id(signature.id)));
    }
    kept.push_back(signature);
  }
  if (kept.empty()) return refuse(WitnessStatus::kForbidden, "no signature by a trusted key of this log");
  note.signatures = std::move(kept);
  return std::nullopt;
}

}  // namespace

void WitnessedLogs::add(std::string origin, VerifierKey key) {
  ASSERT(key.type == KeyType::kLog);
  const KeyId id = key.id();
  std::vector<Key>& keys = keys_[std::move(origin)];
  const bool known = std::any_of(keys.begin(), keys.end(), [&](const Key& other) {
    return other.verifier.name == key.name && other.verifier.public_key == key.public_key;
  });
  if (known) return;
  auto ready = std::make_shared<const Ed25519Verifier>(key.public_key);
  keys.push_back({std::move(key), id, std::move(ready)});
}

const std::vector<WitnessedLogs::Key>* WitnessedLogs::find(std::string_view origin) const {
  const auto at = keys_.find(origin);
  return at == keys_.end() ? nullptr : &at->second;
}

OpenedRequest open_witness_request(std::string_view body, const WitnessedLogs& logs) {
  OpenedRequest opened;
  const auto refused = [&](WitnessStatus status, std::string reason) {
    opened.refusal = refuse(status, std::move(reason));
    return std::move(opened);
  };
  auto request = parse_witness_request(body);
  if (!request) return refused(WitnessStatus::kMalformed, "the request: " + request.error().message());
  opened.old_size = request->old_size;
  opened.proof = std::move(request->proof);
  auto note = parse_note(request->checkpoint);
  if (!note) return refused(WitnessStatus::kMalformed, "the checkpoint: " + note.error().message());
  auto checkpoint = parse_checkpoint_text(note->text);
  if (!checkpoint) return refused(WitnessStatus::kMalformed, "the checkpoint: " + checkpoint.error().message());
  opened.checkpoint = *std::move(checkpoint);
  opened.note = *std::move(note);
  const auto* keys = logs.find(opened.checkpoint.origin);
  if (keys == nullptr) {
    return refused(WitnessStatus::kUnknownLog,
                   fmt::format("the origin \"{}\" is not one of the logs", printable(opened.checkpoint.origin)));
  }
  opened.refusal = check_log_signatures(opened.note, *keys);
  if (opened.refusal) return opened;
  if (opened.old_size > opened.checkpoint.size) {
    return refused(WitnessStatus::kMalformed, fmt::format("the old size {} is above that of the checkpoint, {}",
                                                          opened.old_size.value, opened.checkpoint.size.value));
  }
  return opened;
}

std::optional<WitnessRefusal> judge_growth(const OpenedRequest& request, const std::optional<WitnessState>& last) {
  const TreeHead older = head_of(last);
  const TreeHead newer{request.checkpoint.size, request.checkpoint.root};
  const auto unprocessable = [](std::string reason) {
    return refuse(WitnessStatus::kUnprocessable, std::move(reason));
  };
  if (request.old_size != older.size) {
    return refuse(WitnessStatus::kConflict, fmt::format("the old size is {}, and the witness has cosigned size {}",
                                                        request.old_size.value, older.size.value));
  }
  if (newer.size.value == 0 && newer.root != empty_root()) {
    return unprocessable("it has no entries, and its root hash is not that of an empty tree");
  }
  if (newer.size == older.size && newer.root != older.root) {
    return unprocessable(fmt::format("the witness has cosigned another root hash of size {}", older.size.value));
  }
  if (!request.proof.empty() && (newer.size == older.size || older.size.value == 0)) {
    return unprocessable(older.size.value == 0 ? "a proof from an empty tree must be empty"
                                               : "a proof between equal sizes must be empty");
  }
  if (!consistency_holds(older, newer, request.proof)) {
    return unprocessable(fmt::format("the proof does not show that the tree of {} entries begins with that of {}",
                                     newer.size.value, older.size.value));
  }
  return std::nullopt;
}

WitnessState next_witness_state(const OpenedRequest& request, const std::optional<WitnessState>& last, uint64_t now) {
  return {last ? std::max(last->time, now) : now, request.checkpoint, request.note};
}

}  // namespace tlog
