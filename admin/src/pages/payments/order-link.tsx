import { Link } from '@tanstack/react-router';
import { useCan } from '../../api/me';

/** For those who may see orders. */
export function OrderLink({ uuid, number }: { uuid: string; number: string }) {
  if (!useCan()('read:orders')) return <span className="num">{number}</span>;
  return (
    <Link to="/orders/$order" params={{ order: uuid }} className="num hover:underline">
      {number}
    </Link>
  );
}
