;; Lines of numbers as text, by a template. line-kernel.ts writes what it reads; `npm run wasm` compiles it into lines.wasm.ts.
;;
;; A row is what stands before its first value, the value, what stands before the second, and so on, and what stands behind the last. A template is
;; a list of entries, 16 bytes each, one for every value and one for the end of a row:
;;     0  i32 how many bytes stand there      4  i32 address of them
;;     8  i32 address of the value in the first row, an f64; 0 at the end of a row
;;     12 i32 bytes from there to the value in the next row
;; Memory: 0 what a call tells, 8 f64 1e9 to 1e12, 64 i64 5^0 to 5^23, 1024 the entries.
;;
;; Numbers are written as byte-writer.ts writes them, byte for byte: those that JavaScript has to write are left to it, with their rows.
(module
  (memory (export "memory") 3)
  (data (i32.const 8)
    "\00\00\00\00\65\cd\cd\41"
    "\00\00\00\20\5f\a0\02\42"
    "\00\00\00\e8\76\48\37\42"
    "\00\00\00\a2\94\1a\6d\42")
  (data (i32.const 64)
    "\01\00\00\00\00\00\00\00\05\00\00\00\00\00\00\00"
    "\19\00\00\00\00\00\00\00\7d\00\00\00\00\00\00\00"
    "\71\02\00\00\00\00\00\00\35\0c\00\00\00\00\00\00"
    "\09\3d\00\00\00\00\00\00\2d\31\01\00\00\00\00\00"
    "\e1\f5\05\00\00\00\00\00\65\cd\1d\00\00\00\00\00"
    "\f9\02\95\00\00\00\00\00\dd\0e\e9\02\00\00\00\00"
    "\51\4a\8d\0e\00\00\00\00\95\73\c2\48\00\00\00\00"
    "\e9\41\cc\6b\01\00\00\00\8d\49\fd\1a\07\00\00\00"
    "\c1\6f\f2\86\23\00\00\00\c5\2e\bc\a2\b1\00\00\00"
    "\d9\e9\ac\2d\78\03\00\00\3d\91\60\e4\58\11\00\00"
    "\31\d6\e2\75\bc\56\00\00\f5\2e\6e\4d\ae\b1\01\00"
    "\c9\ea\26\83\67\78\08\00\ed\95\c2\8f\05\5a\2a\00")

  ;; Writes rows from `$row` on, up to `$to`, to `$at` and what follows; none begins behind `$last`. Answers the row that would be next; at 0 it
  ;; leaves the position behind the last row that is whole.
  (func (export "write") (param $row i32) (param $to i32) (param $at i32) (param $last i32) (result i32)
    (local $entry i32) (local $length i32) (local $from i32) (local $rest i32) (local $zeros i32) (local $whole i32)
    (local $value f64) (local $size f64) (local $scaled f64) (local $high f64)
    (local $first i64) (local $second i64)
    (block $stopped
      (loop $rows
        (i32.store (i32.const 0) (local.get $at))
        (br_if $stopped (i32.ge_u (local.get $row) (local.get $to)))
        (br_if $stopped (i32.gt_u (local.get $at) (local.get $last)))
        (local.set $entry (i32.const 1024))
        (loop $next
          ;; what stands before the value; what is copied too much the value is written over
          (local.set $length (i32.load (local.get $entry)))
          (local.set $from (i32.load offset=4 (local.get $entry)))
          (local.set $rest (i32.const 0))
          (block $copied
            (loop $copy
              (br_if $copied (i32.ge_u (local.get $rest) (local.get $length)))
              (i64.store (i32.add (local.get $at) (local.get $rest)) (i64.load (i32.add (local.get $from) (local.get $rest))))
              (local.set $rest (i32.add (local.get $rest) (i32.const 8)))
              (br $copy)))
          (local.set $at (i32.add (local.get $at) (local.get $length)))
          (local.set $from (i32.load offset=8 (local.get $entry)))
          (if (i32.eqz (local.get $from)) (then
            (local.set $row (i32.add (local.get $row) (i32.const 1)))
            (br $rows)))
          (local.set $value (f64.load (i32.add (local.get $from) (i32.mul (local.get $row) (i32.load offset=12 (local.get $entry))))))
          (local.set $entry (i32.add (local.get $entry) (i32.const 16)))
          (local.set $size (f64.abs (local.get $value)))
          (if (i32.and
                (f64.eq (f64.trunc (local.get $size)) (local.get $size))
                (f64.lt (local.get $size) (f64.const 1e9)))
            (then
              (br_if $stopped (i64.eq (i64.reinterpret_f64 (local.get $value)) (i64.const 0x8000000000000000)))
              (if (f64.lt (local.get $value) (f64.const 0)) (then
                (i32.store8 (local.get $at) (i32.const 45))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))))
              (local.set $whole (i32.trunc_f64_u (local.get $size)))
              (if (i32.lt_u (local.get $whole) (i32.const 10)) (then
                (i32.store8 (local.get $at) (i32.add (local.get $whole) (i32.const 48)))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (br $next)))
              (local.set $rest (i32.div_u (local.get $whole) (i32.const 100000000)))
              (local.set $first (call $eight (i32.sub (local.get $whole) (i32.mul (local.get $rest) (i32.const 100000000)))))
              (if (local.get $rest) (then
                (i32.store8 (local.get $at) (i32.add (local.get $rest) (i32.const 48)))
                (i64.store offset=1 (local.get $at) (i64.or (local.get $first) (i64.const 0x3030303030303030)))
                (local.set $at (i32.add (local.get $at) (i32.const 9)))
                (br $next)))
              ;; zeros before the first digit
              (local.set $zeros (i32.shr_u (i32.wrap_i64 (i64.ctz (local.get $first))) (i32.const 3)))
              (i64.store (local.get $at) (i64.shr_u
                (i64.or (local.get $first) (i64.const 0x3030303030303030))
                (i64.extend_i32_u (i32.shl (local.get $zeros) (i32.const 3)))))
              (local.set $at (i32.add (local.get $at) (i32.sub (i32.const 8) (local.get $zeros))))
              (br $next)))
          (br_if $stopped (f64.ne (f64.promote_f32 (f32.demote_f64 (local.get $size))) (local.get $size)))
          (if (f64.lt (local.get $value) (f64.const 0)) (then
            (i32.store8 (local.get $at) (i32.const 45))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))))
          (if (i32.or (f64.ge (local.get $size) (f64.const 1)) (f64.lt (local.get $size) (f64.const 0.0001))) (then
            (br_if $stopped (i32.or (f64.ge (local.get $size) (f64.const 8388608)) (f64.lt (local.get $size) (f64.const 1e-7))))
            (local.set $at (call $shortest (local.get $at) (local.get $size)))
            (br_if $stopped (i32.eqz (local.get $at)))
            (br $next)))
          (local.set $zeros (i32.add
            (i32.add (f64.lt (local.get $size) (f64.const 0.1)) (f64.lt (local.get $size) (f64.const 0.01)))
            (f64.lt (local.get $size) (f64.const 0.001))))
          ;; 0.000
          (i64.store (local.get $at) (i64.const 0x3030303030302e30))
          (local.set $at (i32.add (local.get $at) (i32.add (local.get $zeros) (i32.const 2))))
          ;; Of 24 significant bits, times 10^12 at most, which has 28, it is exact, and so is what its whole part leaves.
          (local.set $scaled (f64.mul (local.get $size) (f64.load offset=8 (i32.shl (local.get $zeros) (i32.const 3)))))
          (local.set $high (f64.floor (local.get $scaled)))
          (local.set $scaled (f64.floor (f64.add
            (f64.mul (f64.sub (local.get $scaled) (local.get $high)) (f64.const 1e8))
            (f64.const 0.5))))
          (if (f64.eq (local.get $scaled) (f64.const 1e8)) (then
            (local.set $scaled (f64.const 0))
            (local.set $high (f64.add (local.get $high) (f64.const 1)))))
          (local.set $whole (i32.trunc_f64_u (local.get $high)))
          (local.set $rest (i32.div_u (local.get $whole) (i32.const 100000000)))
          (local.set $first (call $eight (i32.sub (local.get $whole) (i32.mul (local.get $rest) (i32.const 100000000)))))
          (local.set $second (call $eight (i32.trunc_f64_u (local.get $scaled))))
          (i32.store8 (local.get $at) (i32.add (local.get $rest) (i32.const 48)))
          (i64.store offset=1 (local.get $at) (i64.or (local.get $first) (i64.const 0x3030303030303030)))
          (i64.store offset=9 (local.get $at) (i64.or (local.get $second) (i64.const 0x3030303030303030)))
          ;; without the zeros behind the last digit
          (local.set $at (i32.add (local.get $at) (if (result i32) (i64.ne (local.get $second) (i64.const 0))
            (then (i32.sub (i32.const 17) (i32.shr_u (i32.wrap_i64 (i64.clz (local.get $second))) (i32.const 3))))
            (else (i32.sub (i32.const 9) (i32.shr_u (i32.wrap_i64 (i64.clz (local.get $first))) (i32.const 3)))))))
          (br $next))))
    (local.get $row))

  ;; The eight digits of a number, one a byte, the first in the lowest: halves of four, then pairs, then each alone, all of them at once.
  (func $eight (param $number i32) (result i64)
    (local $fours i64) (local $hundreds i64) (local $pairs i64) (local $tens i64) (local $half i32)
    (local.set $half (i32.div_u (local.get $number) (i32.const 10000)))
    (local.set $fours (i64.or
      (i64.extend_i32_u (local.get $half))
      (i64.shl (i64.extend_i32_u (i32.sub (local.get $number) (i32.mul (local.get $half) (i32.const 10000)))) (i64.const 32))))
    ;; 10486 / 2^20 is a hundredth of all below 10^4, 103 / 2^10 a tenth of all below 100
    (local.set $hundreds (i64.and
      (i64.shr_u (i64.mul (local.get $fours) (i64.const 10486)) (i64.const 20))
      (i64.const 0x0000007f0000007f)))
    (local.set $pairs (i64.add
      (local.get $hundreds)
      (i64.shl (i64.sub (local.get $fours) (i64.mul (local.get $hundreds) (i64.const 100))) (i64.const 16))))
    (local.set $tens (i64.and
      (i64.shr_u (i64.mul (local.get $pairs) (i64.const 103)) (i64.const 10))
      (i64.const 0x000f000f000f000f)))
    (i64.add
      (local.get $tens)
      (i64.shl (i64.sub (local.get $pairs) (i64.mul (local.get $tens) (i64.const 10))) (i64.const 8))))

  ;; A 32-bit float from 1e-7 to 0.0001, or with a fraction from 1 on, as JavaScript writes it: with the fewest digits that no other double is nearest
  ;; to (ECMA-262, Number::toString). The position behind it; 0 where it is left to JavaScript, since one place more or less is too near to tell.
  (func $shortest (param $at i32) (param $size f64) (result i32)
    (local $bits i64) (local $mantissa i64) (local $place i32) (local $shift i32) (local $five i64) (local $low i64)
    (local $whole i64) (local $number i64) (local $rest i64) (local $ten i64) (local $fraction f64) (local $half f64)
    (local $under f64) (local $over f64) (local $count i32) (local $first i64) (local $second i64)
    (local $isTied i32)
    (local.set $bits (i64.reinterpret_f64 (local.get $size)))
    ;; 24 bits, as those of a float are; of a power of two the double below is nearer than that above
    (local.set $mantissa (i64.or (i64.const 0x800000) (i64.shr_u (i64.and (local.get $bits) (i64.const 0xfffffffffffff)) (i64.const 29))))
    (if (i64.eq (local.get $mantissa) (i64.const 0x800000)) (then (return (i32.const 0))))
    ;; the power of ten of the first digit
    (local.set $place (if (result i32) (f64.lt (local.get $size) (f64.const 1))
      (then (i32.sub
        (i32.add (f64.ge (local.get $size) (f64.const 1e-5)) (f64.ge (local.get $size) (f64.const 1e-6)))
        (i32.const 7)))
      (else (i32.add
        (i32.add
          (i32.add (f64.ge (local.get $size) (f64.const 10)) (f64.ge (local.get $size) (f64.const 100)))
          (i32.add (f64.ge (local.get $size) (f64.const 1000)) (f64.ge (local.get $size) (f64.const 10000))))
        (i32.add (f64.ge (local.get $size) (f64.const 100000)) (f64.ge (local.get $size) (f64.const 1000000)))))))
    ;; Its first 17 digits are a whole number, and what is left of it a fraction, both exact: the mantissa times a power of five, whose 54 bits are
    ;; multiplied in two pieces, shifted right.
    (local.set $five (i64.load offset=64 (i32.shl (i32.sub (i32.const 16) (local.get $place)) (i32.const 3))))
    (local.set $shift (i32.sub
      (i32.sub (i32.const 1046) (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 52))))
      (i32.sub (i32.const 16) (local.get $place))))
    (local.set $low (i64.mul (local.get $mantissa) (i64.and (local.get $five) (i64.const 0x7ffffff))))
    (local.set $whole (i64.shl
      (i64.mul (local.get $mantissa) (i64.shr_u (local.get $five) (i64.const 27)))
      (i64.extend_i32_s (i32.sub (i32.const 27) (local.get $shift)))))
    (if (i32.gt_s (local.get $shift) (i32.const 0))
      (then
        (local.set $rest (i64.extend_i32_u (local.get $shift)))
        (local.set $whole (i64.add (local.get $whole) (i64.shr_u (local.get $low) (local.get $rest))))
        (local.set $ten (i64.shl (i64.const 1) (local.get $rest)))
        (local.set $fraction (f64.div
          (f64.convert_i64_u (i64.and (local.get $low) (i64.sub (local.get $ten) (i64.const 1))))
          (f64.convert_i64_u (local.get $ten)))))
      (else (local.set $whole (i64.add
        (local.get $whole)
        (i64.shl (local.get $low) (i64.extend_i32_u (i32.sub (i32.const 0) (local.get $shift))))))))
    ;; Half of the distance to the next double. 17 digits are always nearer than that.
    (local.set $half (f64.div
      (f64.convert_i64_u (local.get $whole))
      (f64.mul (f64.convert_i64_u (local.get $mantissa)) (f64.const 1073741824))))
    (local.set $isTied (f64.lt (f64.abs (f64.sub (local.get $fraction) (f64.const 0.5))) (f64.const 1e-6)))
    (local.set $number (i64.add (local.get $whole) (i64.extend_i32_u (f64.gt (local.get $fraction) (f64.const 0.5)))))
    (local.set $ten (i64.const 10))
    (block $found
      (loop $fewer
        (local.set $rest (i64.rem_u (local.get $whole) (local.get $ten)))
        (local.set $under (f64.add (f64.convert_i64_u (local.get $rest)) (local.get $fraction)))
        (local.set $over (f64.sub (f64.convert_i64_u (i64.sub (local.get $ten) (local.get $rest))) (local.get $fraction)))
        (br_if $found (f64.gt (f64.min (local.get $under) (local.get $over)) (f64.add (local.get $half) (f64.const 1e-6))))
        (if (f64.gt (f64.min (local.get $under) (local.get $over)) (f64.sub (local.get $half) (f64.const 1e-6)))
          (then (return (i32.const 0))))
        (local.set $isTied (f64.lt (f64.abs (f64.sub (local.get $under) (local.get $over))) (f64.const 1e-6)))
        (local.set $number (i64.add
          (i64.sub (local.get $whole) (local.get $rest))
          (select (local.get $ten) (i64.const 0) (f64.lt (local.get $over) (local.get $under)))))
        (local.set $ten (i64.mul (local.get $ten) (i64.const 10)))
        (br_if $fewer (i64.le_u (local.get $ten) (i64.const 10000000000000000)))))
    (if (i32.or (local.get $isTied) (i32.or
          (i64.lt_u (local.get $number) (i64.const 10000000000000000))
          (i64.ge_u (local.get $number) (i64.const 100000000000000000))))
      (then (return (i32.const 0))))
    (local.set $rest (i64.rem_u (local.get $number) (i64.const 10000000000000000)))
    (local.set $first (call $eight (i32.wrap_i64 (i64.div_u (local.get $rest) (i64.const 100000000)))))
    (local.set $second (call $eight (i32.wrap_i64 (i64.rem_u (local.get $rest) (i64.const 100000000)))))
    (local.set $count (if (result i32) (i64.ne (local.get $second) (i64.const 0))
      (then (i32.sub (i32.const 17) (i32.shr_u (i32.wrap_i64 (i64.clz (local.get $second))) (i32.const 3))))
      (else (i32.sub (i32.const 9) (i32.shr_u (i32.wrap_i64 (i64.clz (local.get $first))) (i32.const 3))))))
    (if (i32.and (i32.lt_s (local.get $place) (i32.const 0)) (i32.gt_s (local.get $place) (i32.const -7))) (then
      ;; 0.0000 or 0.00000
      (i64.store (local.get $at) (i64.const 0x3030303030302e30))
      (local.set $at (i32.sub (i32.add (local.get $at) (i32.const 1)) (local.get $place)))))
    ;; one byte later than the first digit will be, where it is followed by a point
    (local.set $shift (i32.or (i32.ge_s (local.get $place) (i32.const 0)) (i32.eq (local.get $place) (i32.const -7))))
    (local.set $at (i32.add (local.get $at) (local.get $shift)))
    (i32.store8 (local.get $at) (i32.add
      (i32.wrap_i64 (i64.div_u (local.get $number) (i64.const 10000000000000000)))
      (i32.const 48)))
    (i64.store offset=1 (local.get $at) (i64.or (local.get $first) (i64.const 0x3030303030303030)))
    (i64.store offset=9 (local.get $at) (i64.or (local.get $second) (i64.const 0x3030303030303030)))
    (if (i32.eqz (local.get $shift)) (then (return (i32.add (local.get $at) (local.get $count)))))
    ;; the digits before the point move to the left; those behind it are where they were
    (local.set $shift (select (local.get $place) (i32.const 0) (i32.ge_s (local.get $place) (i32.const 0))))
    (local.set $first (i64.load (local.get $at)))
    (local.set $second (i64.load (i32.add (i32.add (local.get $at) (local.get $shift)) (i32.const 1))))
    (i64.store (i32.sub (local.get $at) (i32.const 1)) (local.get $first))
    (i64.store (i32.add (i32.add (local.get $at) (local.get $shift)) (i32.const 1)) (local.get $second))
    (i32.store8 (i32.add (local.get $at) (local.get $shift)) (i32.const 46))
    (if (i32.ge_s (local.get $place) (i32.const 0)) (then (return (i32.add (local.get $at) (local.get $count)))))
    ;; a digit alone has no point
    (local.set $at (i32.add (i32.sub (local.get $at) (i32.const 1)) (select
      (i32.add (local.get $count) (i32.const 1))
      (i32.const 1)
      (i32.gt_u (local.get $count) (i32.const 1)))))
    ;; e-7
    (i32.store (local.get $at) (i32.const 0x372d65))
    (i32.add (local.get $at) (i32.const 3))))
