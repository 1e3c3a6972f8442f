#pragma once
// Cosignatures, C2SP tlog-cosignature, of Ed25519 keys (type 0x04): a cosigner says that at this time it had seen no
// larger tree of this log, and that this one grew out of those it had seen.
//
//   signature      = timestamp (8 bytes, big-endian) || Ed25519 signature (64 bytes)
//   signed message = "cosignature/v1\n" "time " timestamp "\n" text of the note
//
//   cosignature/v1
//   time 1679315147
//   example.com/behind-the-sofa
//   20852163
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

#include <cstdint>
#include <optional>
#include <string_view>

#include "libcore/base/bytes.h"
#include "libcore/note/note.h"

namespace tlog {

constexpr uint64_t kMaxCosignatureTime = (uint64_t{1} << 63) - 1;  // C2SP tlog-cosignature: MUST NOT exceed

// The time of a cosignature, in seconds since the Epoch, whether it holds or not. Nothing where it has another length
// or the time is too large.
std::optional<uint64_t> cosignature_time(ByteView signature);

// Whether it is the signature of this key over this text.
bool cosignature_holds(ByteView signature, const Ed25519PublicKey& key, std::string_view text);

// The signature over a text that ends in a line end, with its time; `time` is at most kMaxCosignatureTime.
Bytes cosignature(const Ed25519Signer& signer, uint64_t time, std::string_view text);
// The same as a signature by a cosigner's key.
NoteSignature cosign_text(const SigningKey& key, uint64_t time, std::string_view text);

}  // namespace tlog
