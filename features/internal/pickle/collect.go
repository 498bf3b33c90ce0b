package pickle

import "fmt"

// collect reads the opcodes of lists, tuples and dicts.
func (d *decoder) collect(opcode byte) error {
	switch opcode {
	case ']', ')': // EMPTY_LIST, EMPTY_TUPLE
		return d.push(new(List))
	case '}': // EMPTY_DICT
		return d.push(new(Dict))
	case 'l', 't', 'd': // LIST, TUPLE, DICT
		items, err := d.popMark()
		if err != nil {
			return err
		}
		if opcode == 'd' {
			dict := new(Dict)
			d.stack = append(d.stack, dict)
			return dict.set(items)
		}
		return d.push(&List{items})
	case 0x85, 0x86, 0x87: // TUPLE1, TUPLE2, TUPLE3
		items, err := d.popLast(int(opcode) - 0x84)
		if err != nil {
			return err
		}
		return d.push(&List{items})
	case 'a', 's': // APPEND, SETITEM
		n := 1
		if opcode == 's' {
			n = 2
		}
		items, err := d.popLast(n)
		if err != nil {
			return err
		}
		return d.extend(opcode == 's', items)
	case 'e', 'u': // APPENDS, SETITEMS
		items, err := d.popMark()
		if err != nil {
			return err
		}
		return d.extend(opcode == 'u', items)
	}
	return fmt.Errorf("opcode %#x makes an object; only lists, tuples, dicts, numbers and strings are read", opcode)
}

// extend adds items to the list, or keys and items to the dict, on top of the stack.
func (d *decoder) extend(dict bool, items []any) error {
	top, err := d.top()
	if err != nil {
		return err
	}
	switch v := top.(type) {
	case *List:
		if !dict {
			v.Items = append(v.Items, items...)
			return nil
		}
	case *Dict:
		if dict {
			return v.set(items)
		}
	}
	return errBroken
}

// set adds keys and items, which alternate.
func (d *Dict) set(items []any) error {
	if len(items)%2 != 0 {
		return errBroken
	}
	for i := 0; i < len(items); i += 2 {
		d.Keys, d.Items = append(d.Keys, items[i]), append(d.Items, items[i+1])
	}
	return nil
}
