#pragma once
// Who cosigns, C2SP tlog-cosignature: one secret key, whatever its type. Today that is Ed25519 (0x04); a key of another
// type is one more class behind make_cosigner().

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/note/note.h"

namespace tlog {

class Cosigner {
 public:
  virtual ~Cosigner() = default;

  virtual const std::string& name() const = 0;
  // What verifies its cosignatures.
  virtual const std::string& vkey() const = 0;
  // The cosignature of a checkpoint's whole text, which ends in a line end; `time` is at most kMaxCosignatureTime. The
  // same every time. Callable from any thread.
  virtual NoteSignature cosign(uint64_t time, std::string_view text) const = 0;
};

// A key in the form of a log's may be a cosigner's too: what it signs as one is never what it signs as the other.
std::unique_ptr<Cosigner> make_cosigner(SigningKey key);

}  // namespace tlog
