;; Puts doubles in order, and compares two samples that are in none. kernel.ts lays out what it works on; `npm run wasm` compiles it into
;; exact.wasm.ts. What is in a loop over all values is written out there: a call costs as much as the rest of it.
;;
;; A double is sorted as a whole number that has its order: all bits turned over where the sign is set, else the sign alone. Its digits, of
;; eleven bits: the three highest tell nearly all values apart, so the first way sorts by them and mends what is left by insertion. Where that
;; takes too many moves, all six digits are sorted by.
(module
  (memory (export "memory") 1)

  ;; Turns doubles into whole numbers of their order, the finite ones, which it puts to the front, and returns where they end; minus zero becomes
  ;; zero. Leaves in $out the bits that any of them has, and those that all have. Four at once where all four are finite.
  (func (export "toOrder") (param $at i32) (param $end i32) (param $out i32) (result i32)
    (local $to i32) (local $x v128) (local $y v128) (local $any v128) (local $all v128) (local $bits i64) (local $finite i64)
    (local $stop i32)
    (local.set $to (local.get $at))
    (local.set $all (v128.const i64x2 -1 -1))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $stop (i32.add (local.get $at) (i32.const 32)))
        (if (i32.le_u (local.get $stop) (local.get $end))
          (then
            (local.set $x (f64x2.add (v128.load (local.get $at)) (v128.const f64x2 0 0)))
            (local.set $y (f64x2.add (v128.load offset=16 (local.get $at)) (v128.const f64x2 0 0)))
            (if (i64x2.all_true (v128.and
              (f64x2.lt (f64x2.abs (local.get $x)) (v128.const f64x2 inf inf)) (f64x2.lt (f64x2.abs (local.get $y)) (v128.const f64x2 inf inf))))
              (then
                (local.set $x (v128.xor (local.get $x)
                  (v128.or (i64x2.lt_s (local.get $x) (v128.const i64x2 0 0)) (v128.const i64x2 0x8000000000000000 0x8000000000000000))))
                (local.set $y (v128.xor (local.get $y)
                  (v128.or (i64x2.lt_s (local.get $y) (v128.const i64x2 0 0)) (v128.const i64x2 0x8000000000000000 0x8000000000000000))))
                (v128.store (local.get $to) (local.get $x))
                (v128.store offset=16 (local.get $to) (local.get $y))
                (local.set $any (v128.or (local.get $any) (v128.or (local.get $x) (local.get $y))))
                (local.set $all (v128.and (local.get $all) (v128.and (local.get $x) (local.get $y))))
                (local.set $to (i32.add (local.get $to) (i32.const 32)))
                (local.set $at (local.get $stop))
                (br $next)))))
        (local.set $stop (select (local.get $stop) (local.get $end) (i32.lt_u (local.get $stop) (local.get $end))))
        (loop $each
          (local.set $bits (i64.reinterpret_f64 (f64.add (f64.load (local.get $at)) (f64.const 0))))
          (local.set $finite (i64.extend_i32_u
            (i64.ne (i64.and (local.get $bits) (i64.const 0x7ff0000000000000)) (i64.const 0x7ff0000000000000))))
          (local.set $bits (i64.xor (local.get $bits)
            (i64.or (i64.shr_s (local.get $bits) (i64.const 63)) (i64.const 0x8000000000000000))))
          (i64.store (local.get $to) (local.get $bits))
          (local.set $to (i32.add (local.get $to) (i32.shl (i32.wrap_i64 (local.get $finite)) (i32.const 3))))
          (local.set $any (v128.or (local.get $any)
            (i64x2.splat (i64.and (local.get $bits) (i64.sub (i64.const 0) (local.get $finite))))))
          (local.set $all (v128.and (local.get $all)
            (i64x2.splat (i64.or (local.get $bits) (i64.sub (local.get $finite) (i64.const 1))))))
          (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $stop))))
        (br $next)))
    (i64.store (local.get $out) (i64.or (i64x2.extract_lane 0 (local.get $any)) (i64x2.extract_lane 1 (local.get $any))))
    (i64.store offset=8 (local.get $out) (i64.and (i64x2.extract_lane 0 (local.get $all)) (i64x2.extract_lane 1 (local.get $all))))
    (local.get $to))

  ;; Counts one digit, the eleven bits from $shift on, of a value every $step bytes.
  (func (export "countDigit") (param $at i32) (param $end i32) (param $step i32) (param $table i32) (param $shift i64)
    (local $place i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $place (i32.add (local.get $table) (i32.shl
          (i32.and (i32.wrap_i64 (i64.shr_u (i64.load (local.get $at)) (local.get $shift))) (i32.const 0x7ff)) (i32.const 2))))
        (i32.store (local.get $place) (i32.add (i32.load (local.get $place)) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (local.get $step)))
        (br $next))))

  ;; Turns counts into addresses, the first one $to. Returns 1 where one digit holds all, so that nothing would move.
  (func (export "addresses") (param $table i32) (param $to i32) (param $count i32) (result i32)
    (local $end i32) (local $here i32) (local $all i32)
    (local.set $end (i32.add (local.get $table) (i32.const 8192)))
    (loop $next
      (local.set $here (i32.load (local.get $table)))
      (if (i32.eq (local.get $here) (local.get $count)) (then (local.set $all (i32.const 1))))
      (i32.store (local.get $table) (local.get $to))
      (local.set $to (i32.add (local.get $to) (i32.shl (local.get $here) (i32.const 3))))
      (local.set $table (i32.add (local.get $table) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $table) (local.get $end))))
    (local.get $all))

  ;; Moves each value to where its digit says.
  (func (export "scatter") (param $at i32) (param $end i32) (param $table i32) (param $shift i64)
    (local $place i32) (local $to i32) (local $bits i64)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bits (i64.load (local.get $at)))
        (local.set $place (i32.add (local.get $table) (i32.shl
          (i32.and (i32.wrap_i64 (i64.shr_u (local.get $bits) (local.get $shift))) (i32.const 0x7ff)) (i32.const 2))))
        (local.set $to (i32.load (local.get $place)))
        (i64.store (local.get $to) (local.get $bits))
        (i32.store (local.get $place) (i32.add (local.get $to) (i32.const 8)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next))))

  ;; Puts in order what is nearly so. Returns 0 where that would take more than $moves moves, and has then done part of it.
  (func (export "mend") (param $start i32) (param $end i32) (param $moves i32) (result i32)
    (local $at i32) (local $to i32) (local $bits i64) (local $before i64)
    (local.set $at (i32.add (local.get $start) (i32.const 8)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bits (i64.load (local.get $at)))
        (local.set $before (i64.load (i32.sub (local.get $at) (i32.const 8))))
        (if (i64.gt_u (local.get $before) (local.get $bits))
          (then
            (local.set $to (local.get $at))
            (block $found
              (loop $move
                (i64.store (local.get $to) (local.get $before))
                (local.set $to (i32.sub (local.get $to) (i32.const 8)))
                (local.set $moves (i32.sub (local.get $moves) (i32.const 1)))
                (br_if $found (i32.le_u (local.get $to) (local.get $start)))
                (local.set $before (i64.load (i32.sub (local.get $to) (i32.const 8))))
                (br_if $move (i64.gt_u (local.get $before) (local.get $bits)))))
            (i64.store (local.get $to) (local.get $bits))
            (if (i32.lt_s (local.get $moves) (i32.const 0)) (then (return (i32.const 0))))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (i32.const 1))

  ;; The doubles that the whole numbers stand for, written to $to.
  (func (export "fromOrder") (param $at i32) (param $end i32) (param $to i32)
    (local $bits i64)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bits (i64.load (local.get $at)))
        (i64.store (local.get $to) (i64.xor (local.get $bits)
          (i64.or (i64.shr_s (i64.xor (local.get $bits) (i64.const -1)) (i64.const 63)) (i64.const 0x8000000000000000))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $to (i32.add (local.get $to) (i32.const 8)))
        (br $next))))

  ;; What follows compares two samples without sorting them. Their whole numbers are counted into slots, equally wide within an entry:
  ;;
  ;; entries    2048, one a digit of eleven bits from $digit on, above which all values are the same: i32 that added to a value without its last
  ;;            bits is the number of its slot, i32 how many last bits that are
  ;; slots      of each sample, ascending: i64 count, i64 sum of the whole numbers, in which what is beyond 64 bits is left away
  ;; numbers    of each sample, value by value: u16, the slot it is in
  ;; flags      a byte a slot: 1 where its values have to be looked at one by one

  (func (export "countSlots") (param $at i32) (param $end i32) (param $entries i32) (param $digit i64) (param $slots i32) (param $numbers i32)
    (local $bits i64) (local $slot i32) (local $entry i64)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bits (i64.load (local.get $at)))
        (local.set $entry (i64.load (i32.add (local.get $entries)
          (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $bits) (local.get $digit))) (i32.const 0x7ff)) (i32.const 3)))))
        (local.set $slot (i32.add (i32.wrap_i64 (local.get $entry))
          (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.shr_u (local.get $entry) (i64.const 32))))))
        (i32.store16 (local.get $numbers) (local.get $slot))
        (local.set $slot (i32.add (local.get $slots) (i32.shl (local.get $slot) (i32.const 4))))
        (v128.store (local.get $slot) (i64x2.add (v128.load (local.get $slot))
          (i64x2.replace_lane 1 (v128.const i64x2 1 0) (local.get $bits))))
        (local.set $numbers (i32.add (local.get $numbers) (i32.const 2)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next))))

  ;; The greatest difference of the two distribution functions between slots, times n m.
  (func (export "mostBetween") (param $a i32) (param $b i32) (param $endA i32) (param $n f64) (param $m f64) (result f64)
    (local $apart f64) (local $most f64)
    (loop $next
      (local.set $apart (f64.add (local.get $apart) (f64.sub
        (f64.mul (f64.convert_i64_u (i64.load (local.get $a))) (local.get $m))
        (f64.mul (f64.convert_i64_u (i64.load (local.get $b))) (local.get $n)))))
      (local.set $most (f64.max (local.get $most) (f64.abs (local.get $apart))))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $a) (local.get $endA))))
    (local.get $most))

  ;; Flags slots. Between its ends a slot hides where its values lie: that matters where the difference may turn its sign or be greater than
  ;; $most, unless all of them are one, since no two values differ in the last bits. And a sum is good for something where it holds all its bits,
  ;; of values of one exponent. Returns how many values are to be looked at.
  (func (export "flag") (param $a i32) (param $b i32) (param $flags i32) (param $entries i32) (param $digit i64)
    (param $n f64) (param $m f64) (param $most f64) (param $unlike i64) (result i32)
    (local $lastEntry i32) (local $lastSlot i32) (local $bits i64) (local $up f64) (local $down f64) (local $apart f64) (local $found i64)
    (local $one i32) (local $flag i32) (local $held i64)
    (local.set $lastEntry (i32.add (local.get $entries) (i32.const 16384)))
    (loop $nextEntry
      (local.set $bits (i64.load32_u offset=4 (local.get $entries)))
      (local.set $lastSlot (i32.add (local.get $a)
        (i32.shl (i32.wrap_i64 (i64.shl (i64.const 1) (i64.sub (local.get $digit) (local.get $bits)))) (i32.const 4))))
      (local.set $one (i64.eqz (i64.and (local.get $unlike) (i64.sub (i64.shl (i64.const 1) (local.get $bits)) (i64.const 1)))))
      (loop $nextSlot
        (local.set $held (i64.or (i64.load (local.get $a)) (i64.load (local.get $b))))
        (if (i64.ne (local.get $held) (i64.const 0))
          (then
            (local.set $up (f64.mul (f64.convert_i64_u (i64.load (local.get $a))) (local.get $m)))
            (local.set $down (f64.mul (f64.convert_i64_u (i64.load (local.get $b))) (local.get $n)))
            (local.set $flag (i32.and (i32.eqz (local.get $one)) (i32.or
              (i32.or
                (i32.and (f64.gt (f64.add (local.get $apart) (local.get $up)) (f64.const 0))
                  (f64.lt (f64.sub (local.get $apart) (local.get $down)) (f64.const 0)))
                (i32.or (f64.gt (f64.add (local.get $apart) (local.get $up)) (local.get $most))
                  (f64.gt (f64.sub (local.get $down) (local.get $apart)) (local.get $most))))
              (i32.or (i64.gt_u (local.get $bits) (i64.const 52))
                (i64.ne (i64.shr_u (local.get $held) (i64.sub (i64.const 64) (local.get $bits))) (i64.const 0))))))
            (if (local.get $flag)
              (then
                (local.set $found (i64.add (local.get $found) (i64.add (i64.load (local.get $a)) (i64.load (local.get $b)))))
                (i32.store8 (local.get $flags) (i32.const 1))))
            (local.set $apart (f64.add (local.get $apart) (f64.sub (local.get $up) (local.get $down))))))
        (local.set $flags (i32.add (local.get $flags) (i32.const 1)))
        (local.set $b (i32.add (local.get $b) (i32.const 16)))
        (br_if $nextSlot (i32.lt_u (local.tee $a (i32.add (local.get $a) (i32.const 16))) (local.get $lastSlot))))
      (br_if $nextEntry (i32.lt_u (local.tee $entries (i32.add (local.get $entries) (i32.const 8))) (local.get $lastEntry))))
    (i32.wrap_i64 (local.get $found)))

  ;; Puts the values of flagged slots to the front and returns where they end: few as a rule, so that most are passed by, four at once.
  (func (export "gather") (param $at i32) (param $end i32) (param $numbers i32) (param $flags i32) (result i32)
    (local $to i32) (local $four i64) (local $stop i32)
    (local.set $to (local.get $at))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $stop (i32.add (local.get $at) (i32.const 32)))
        (if (i32.le_u (local.get $stop) (local.get $end))
          (then
            (local.set $four (i64.load (local.get $numbers)))
            (if (i32.eqz (i32.or
              (i32.or
                (i32.load8_u (i32.add (local.get $flags) (i32.and (i32.wrap_i64 (local.get $four)) (i32.const 0xffff))))
                (i32.load8_u (i32.add (local.get $flags) (i32.and (i32.wrap_i64 (i64.shr_u (local.get $four) (i64.const 16))) (i32.const 0xffff)))))
              (i32.or
                (i32.load8_u (i32.add (local.get $flags) (i32.and (i32.wrap_i64 (i64.shr_u (local.get $four) (i64.const 32))) (i32.const 0xffff))))
                (i32.load8_u (i32.add (local.get $flags) (i32.and (i32.wrap_i64 (i64.shr_u (local.get $four) (i64.const 48))) (i32.const 0xffff)))))))
              (then
                (local.set $at (local.get $stop))
                (local.set $numbers (i32.add (local.get $numbers) (i32.const 8)))
                (br $next))))
          (else (local.set $stop (local.get $end))))
        (loop $each
          (i64.store (local.get $to) (i64.load (local.get $at)))
          (local.set $to (i32.add (local.get $to)
            (i32.shl (i32.load8_u (i32.add (local.get $flags) (i32.load16_u (local.get $numbers)))) (i32.const 3))))
          (local.set $numbers (i32.add (local.get $numbers) (i32.const 2)))
          (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $stop))))
        (br $next)))
    (local.get $to))

  (func $valueOf (param $bits i64) (result f64)
    (f64.reinterpret_i64 (i64.xor (local.get $bits)
      (i64.or (i64.shr_s (i64.xor (local.get $bits) (i64.const -1)) (i64.const 63)) (i64.const 0x8000000000000000)))))

  ;; Where the values end that are equal to one.
  (func $after (param $bits i64) (param $at i32) (param $end i32) (result i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (br_if $done (i64.ne (i64.load (local.get $at)) (local.get $bits)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (local.get $at))

  (global $area (mut f64) (f64.const 0))
  (global $lost (mut f64) (f64.const 0))

  ;; Carries what is lost on the way (Knuth's two-sum).
  (func $addArea (param $term f64)
    (local $sum f64) (local $part f64)
    (local.set $sum (f64.add (global.get $area) (local.get $term)))
    (local.set $part (f64.sub (local.get $sum) (global.get $area)))
    (global.set $lost (f64.add (global.get $lost) (f64.add
      (f64.sub (global.get $area) (f64.sub (local.get $sum) (local.get $part))) (f64.sub (local.get $term) (local.get $part)))))
    (global.set $area (local.get $sum)))

  ;; Walks the slots of two samples. Leaves in $out the greatest difference of the two distribution functions and the area between them, both
  ;; times n m: whole numbers are exact below 2^53, and one division at the end is enough.
  ;;
  ;; $x, $y     the values of flagged slots, ascending
  ;; $first     whole number that the first entry starts with
  ;; $same      last bits of all values where $unlike has none of them
  (func (export "walk") (param $a i32) (param $b i32) (param $flags i32) (param $entries i32) (param $digit i64)
    (param $n f64) (param $m f64) (param $most f64) (param $unlike i64)
    (param $x i32) (param $y i32) (param $first i64) (param $same i64) (param $out i32)
    (local $lastEntry i32) (local $lastSlot i32) (local $last i64) (local $countA i64) (local $countB i64) (local $apart f64)
    (local $before f64) (local $low f64) (local $high f64) (local $endX i32) (local $endY i32) (local $headX i64) (local $headY i64)
    (local $bits i64) (local $width i64) (local $nextX i32) (local $nextY i32)
    (global.set $area (f64.const 0))
    (global.set $lost (f64.const 0))
    (local.set $lastEntry (i32.add (local.get $entries) (i32.const 16384)))
    (loop $nextEntry
      (local.set $bits (i64.load32_u offset=4 (local.get $entries)))
      (local.set $width (i64.shl (i64.const 1) (local.get $bits)))
      (local.set $last (i64.sub (local.get $width) (i64.const 1)))
      (local.set $lastSlot (i32.add (local.get $a)
        (i32.shl (i32.wrap_i64 (i64.shl (i64.const 1) (i64.sub (local.get $digit) (local.get $bits)))) (i32.const 4))))
      (loop $nextSlot
        (local.set $countA (i64.load (local.get $a)))
        (local.set $countB (i64.load (local.get $b)))
        (if (i64.ne (i64.or (local.get $countA) (local.get $countB)) (i64.const 0))
          (then
            (if (i32.load8_u (local.get $flags))
              (then
                (local.set $endX (i32.add (local.get $x) (i32.shl (i32.wrap_i64 (local.get $countA)) (i32.const 3))))
                (local.set $endY (i32.add (local.get $y) (i32.shl (i32.wrap_i64 (local.get $countB)) (i32.const 3))))
                (loop $nextValue
                  (local.set $headX (i64.const -1))
                  (local.set $headY (i64.const -1))
                  (if (i32.lt_u (local.get $x) (local.get $endX)) (then (local.set $headX (i64.load (local.get $x)))))
                  (if (i32.lt_u (local.get $y) (local.get $endY)) (then (local.set $headY (i64.load (local.get $y)))))
                  (if (i64.gt_u (local.get $headX) (local.get $headY)) (then (local.set $headX (local.get $headY))))
                  (local.set $low (call $valueOf (local.get $headX)))
                  (call $addArea (f64.mul (f64.abs (local.get $apart)) (f64.sub (local.get $low) (local.get $before))))
                  (local.set $before (local.get $low))
                  (local.set $nextX (call $after (local.get $headX) (local.get $x) (local.get $endX)))
                  (local.set $nextY (call $after (local.get $headX) (local.get $y) (local.get $endY)))
                  (local.set $apart (f64.add (local.get $apart) (f64.sub
                    (f64.mul (f64.convert_i32_u (i32.shr_u (i32.sub (local.get $nextX) (local.get $x)) (i32.const 3))) (local.get $m))
                    (f64.mul (f64.convert_i32_u (i32.shr_u (i32.sub (local.get $nextY) (local.get $y)) (i32.const 3))) (local.get $n)))))
                  (local.set $x (local.get $nextX))
                  (local.set $y (local.get $nextY))
                  (local.set $most (f64.max (local.get $most) (f64.abs (local.get $apart))))
                  (br_if $nextValue (i32.or (i32.lt_u (local.get $x) (local.get $endX)) (i32.lt_u (local.get $y) (local.get $endY))))))
              (else
                (local.set $low (call $valueOf (i64.or (local.get $first) (i64.and (local.get $same) (local.get $last)))))
                (local.set $high (local.get $low))
                (if (i64.ne (i64.and (local.get $unlike) (local.get $last)) (i64.const 0))
                  (then
                    (local.set $low (call $valueOf (local.get $first)))
                    (local.set $high (call $valueOf (i64.add (local.get $first) (local.get $last))))))
                (call $addArea (f64.mul (f64.abs (local.get $apart)) (f64.sub (local.get $low) (local.get $before))))
                ;; The area from each value to the slot's end, of all of them at once.
                (if (f64.gt (local.get $high) (local.get $low))
                  (then
                    (local.set $headX (i64.add (local.get $first) (local.get $last)))
                    (call $addArea (f64.abs (f64.add
                      (f64.mul (local.get $apart) (f64.sub (local.get $high) (local.get $low)))
                      (f64.mul
                        (f64.div (f64.sub (local.get $high) (local.get $low)) (f64.convert_i64_u (local.get $last)))
                        (f64.sub
                          (f64.mul (local.get $m) (f64.convert_i64_u
                            (i64.sub (i64.mul (local.get $countA) (local.get $headX)) (i64.load offset=8 (local.get $a)))))
                          (f64.mul (local.get $n) (f64.convert_i64_u
                            (i64.sub (i64.mul (local.get $countB) (local.get $headX)) (i64.load offset=8 (local.get $b))))))))))))
                (local.set $before (local.get $high))
                (local.set $apart (f64.add (local.get $apart) (f64.sub
                  (f64.mul (f64.convert_i64_u (local.get $countA)) (local.get $m))
                  (f64.mul (f64.convert_i64_u (local.get $countB)) (local.get $n)))))))
            (local.set $most (f64.max (local.get $most) (f64.abs (local.get $apart))))))
        (local.set $first (i64.add (local.get $first) (local.get $width)))
        (local.set $flags (i32.add (local.get $flags) (i32.const 1)))
        (local.set $b (i32.add (local.get $b) (i32.const 16)))
        (br_if $nextSlot (i32.lt_u (local.tee $a (i32.add (local.get $a) (i32.const 16))) (local.get $lastSlot))))
      (br_if $nextEntry (i32.lt_u (local.tee $entries (i32.add (local.get $entries) (i32.const 8))) (local.get $lastEntry))))
    (f64.store (local.get $out) (local.get $most))
    (f64.store offset=8 (local.get $out) (f64.add (global.get $area) (global.get $lost)))))
