#pragma once
// What a witness remembers of a log: the last checkpoint that it cosigned, and when. It is made durable before the
// cosignature is made; and because Ed25519 signatures are a function of key and message, the cosignature that was (or,
// after a crash, was to be) returned can be made from it again.
//
//   state = "tlog-tools witness 1\n" "time " seconds "\n" "\n" note
//   note  = the checkpoint, with those of its signatures that held under keys that the witness trusts
//
//   tlog-tools witness 1
//   time 1679315147
//
//   example.com/log
//   2
//   ...

#include <cstdint>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/note/note.h"

namespace tlog {

struct WitnessState {
  uint64_t time = 0;      // of the cosignature, in seconds since the Epoch
  Checkpoint checkpoint;  // of the note's text
  UnverifiedNote note;    // it was verified when it was stored, but here nobody can tell
};

// malformed: says what is wrong. Whatever is accepted, format_witness_state() writes again byte for byte.
Result<WitnessState> parse_witness_state(std::string_view text);
std::string format_witness_state(const WitnessState& state);

}  // namespace tlog
