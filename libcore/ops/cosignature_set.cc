#include "libcore/ops/cosignature_set.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/note/cosignature.h"

namespace tlog {

CosignatureSet::CosignatureSet(const Policy& policy, UnverifiedNote note)
    : policy_(policy), note_(std::move(note)), held_(policy.witnesses.size()) {}

void CosignatureSet::take(const UnverifiedNote& other, uint64_t latest) {
  if (other.text != note_.text) return;
  for (size_t i = 0; i < held_.size(); i++) {
    const PolicyKey& key = policy_.witnesses[i].key;
    if (!key.verifier) continue;
    for (const NoteSignature& line : other.signatures) {
      if (check_signature(line, *key.verifier, note_.text) != SignatureState::kHolds) continue;
      const uint64_t time = cosignature_time(line.signature).value_or(0);
      if (time <= latest && (!held_[i] || held_[i]->time < time)) held_[i] = Held{line, time};
    }
  }
}

void CosignatureSet::add(size_t witness, NoteSignature signature, uint64_t time) {
  held_.at(witness) = Held{std::move(signature), time, false};
}

std::vector<bool> CosignatureSet::since(uint64_t oldest) const {
  std::vector<bool> out;
  for (const auto& held : held_) out.push_back(held && held->time >= oldest);
  return out;
}

size_t CosignatureSet::count() const {
  return static_cast<size_t>(
      std::count_if(held_.begin(), held_.end(), [](const auto& held) { return held.has_value(); }));
}

Result<std::string> CosignatureSet::note() const {
  const std::vector<bool> all = since(0);
  std::vector<bool> chosen = all;
  const size_t room = kMaxNoteSignatures - std::min(note_.signatures.size(), kMaxNoteSignatures);
  if (this->count() > room) {
    chosen = smallest_quorum(policy_, all).value_or(std::vector<bool>(all.size()));
    size_t count = static_cast<size_t>(std::count(chosen.begin(), chosen.end(), true));
    if (count > room) {
      return Error(Errc::kConfig,
                   fmt::format("the quorum needs more cosignatures than a note may have, {}", kMaxNoteSignatures));
    }
    for (size_t i = 0; i < all.size() && count < room; i++) {
      if (!all[i] || chosen[i]) continue;
      chosen[i] = true;
      count++;
    }
  }
  UnverifiedNote note = note_;
  for (size_t i = 0; i < chosen.size(); i++) {
    if (chosen[i]) note.signatures.push_back(held_[i]->signature);
  }
  return format_note(note);
}

}  // namespace tlog
