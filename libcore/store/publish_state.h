#pragma once
// What the publisher of a log remembers between its runs, in `.tlog/publish`: how large the tree is that each witness
// has cosigned last, which of them have cosigned another tree of this log than it has or a larger one than was signed
// here, and the checkpoint that is on its way with the cosignatures it has so far.
//
//   tlog-tools publish 1
//   size 70000 witness.example/w+83755ab3+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs
//   alarm 70000 witness.example/w+83755ab3+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs
//   larger 70400 witness.example/w1+0ad7d35e+BIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c
//
//   conda.example/log
//   70300
//   ...
//
// The sizes come before the alarms, each in the order of the keys; behind the empty line is a signed note, or nothing.
// All of it can be had again by asking. That the file is there says that this log is published at a quorum: an append
// defers.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/store/log_dir.h"

namespace tlog {

struct PublishState {
  std::map<std::string, TreeSize> sizes;  // by the witness's vkey
  struct Alarm {
    TreeSize size;           // of the other tree
    bool is_larger = false;  // than what was signed here when it was told
    bool operator==(const Alarm&) const = default;
  };
  std::map<std::string, Alarm> alarms;
  std::string note;  // empty where nothing is on its way
};

// malformed: not such a text. Whatever is accepted, format_publish_state() writes again byte for byte.
Result<PublishState> parse_publish_state(std::string_view text);
std::string format_publish_state(const PublishState& state);

// Nothing when there is none.
Result<std::optional<PublishState>> read_publish_state(const LogDir& log);
// Durable when this returns. Whoever writes it holds `.tlog/publish.lock`.
Status write_publish_state(const LogDir& log, const PublishState& state);

// Does only tlog-publish publish this log?
Result<bool> is_published_at_quorum(const LogDir& log);

}  // namespace tlog
