#pragma once
// Text from outside: is it UTF-8, and how to show it to a person without letting it drive the terminal.

#include <optional>
#include <string>
#include <string_view>

namespace tlog {

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

// Foreign text made safe for a terminal: control characters, Unicode format characters (bidi and zero-width) and bytes
// that are not UTF-8 are escaped as \xNN or \u{NNNN}; what is longer than `max_bytes` ends in "...".
std::string printable(std::string_view text, size_t max_bytes = 200);

// The code point at `*pos`, which is moved behind it; nothing (and *pos unmoved) where the bytes are not UTF-8.
std::optional<char32_t> next_code_point(std::string_view text, size_t* pos);

// Characters that change how their neighbours are shown, or are not shown at all: controls, bidi, zero-width.
bool is_hidden(char32_t c);

// Unicode White_Space: what "Unicode spaces" in C2SP signed-note means.
bool is_unicode_space(char32_t c);

}  // namespace tlog
