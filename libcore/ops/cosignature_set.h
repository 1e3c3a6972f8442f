#pragma once
// The cosignatures that a checkpoint has so far, one for each witness of a policy, and the note that they make of it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/note/note.h"
#include "libcore/policy/policy.h"

namespace tlog {

class CosignatureSet {
 public:
  // Of a checkpoint as the log signed it; nothing is asked of the note but that it is one.
  CosignatureSet(const Policy& policy, UnverifiedNote note);

  struct Held {
    NoteSignature signature;
    uint64_t time = 0;
    bool remembered = true;  // not from this run
  };

  // Takes what verifies out of another note of the same text: the newest of each witness, no newer than `latest`.
  void take(const UnverifiedNote& other, uint64_t latest);
  // One that was verified.
  void add(size_t witness, NoteSignature signature, uint64_t time);

  const std::optional<Held>& operator[](size_t witness) const { return held_.at(witness); }
  // The witnesses with a cosignature that is not older than `oldest`.
  std::vector<bool> since(uint64_t oldest) const;
  size_t count() const;

  // The log's signatures and the cosignatures, in the order of the policy. Where they are more than a note may have, a
  // smallest quorum stays, where there is one, and some of the others. config: the quorum needs more than that.
  Result<std::string> note() const;

 private:
  const Policy& policy_;
  UnverifiedNote note_;
  std::vector<std::optional<Held>> held_;
};

}  // namespace tlog
