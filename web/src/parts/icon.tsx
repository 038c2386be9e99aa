/** Lucide's drawings, each by the name of what it stands for here. */
import {
  ArrowUp, Bell, Building2, CalendarClock, Camera, Check, CheckCheck, ChevronLeft, ChevronRight, CircleCheck, CircleDot,
  Clock, CreditCard, Droplets, Ellipsis, FileText, Flame, House, Inbox, Key, Kanban, Languages, LogOut, Menu,
  MessageCircle, MessageSquare, Moon, PauseCircle, Phone, Plus, Refrigerator, Search, ShieldCheck, Siren, Sun, SunMoon,
  Users, WifiOff, Wrench, X, Zap, Bug, BrickWall, DoorOpen, Lock, KeyRound, Mail, Settings, Wallet, UserPlus, Monitor, Eye,
  Trash2, Copy, Fish, ArrowLeftRight, Paperclip, Download, Paintbrush, Landmark,
} from "lucide";

const DRAWN = {
  send: ArrowUp, bell: Bell, buildings: Building2, scheduled: CalendarClock, camera: Camera, sent: Check, read: CheckCheck,
  back: ChevronLeft, onward: ChevronRight, done: CircleCheck, new: CircleDot, waiting: Clock, pay: CreditCard,
  PLUMBING: Droplets, more: Ellipsis, document: FileText, HEATING: Flame, home: House, inbox: Inbox, LOCKS: Key,
  board: Kanban, language: Languages, leave: LogOut, menu: Menu, messages: MessageCircle, comments: MessageSquare,
  dark: Moon, hold: PauseCircle, phone: Phone, add: Plus, APPLIANCE: Refrigerator, search: Search, safe: ShieldCheck,
  emergency: Siren, light: Sun, system: SunMoon, people: Users, offline: WifiOff, progress: Wrench, close: X,
  ELECTRICAL: Zap, PESTS: Bug, STRUCTURE: BrickWall, COMMON_AREA: DoorOpen, OTHER: Wrench, lock: Lock,
  passkey: KeyRound, mail: Mail, settings: Settings, roll: Wallet, invite: UserPlus, device: Monitor, seen: Eye,
  remove: Trash2, copy: Copy, phishing: Fish, change: ArrowLeftRight, attach: Paperclip, download: Download, brush: Paintbrush,
  bank: Landmark,
} as const;
export type IconName = keyof typeof DRAWN;

const DIRECTIONAL = new Set<IconName>(["back", "onward", "leave"]);

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={DIRECTIONAL.has(name) ? "icon flip" : "icon"}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.9"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {(DRAWN[name] as unknown as [string, Record<string, string>][]).map(([Tag, attributes]) => {
        const Shape = Tag as "path";
        return <Shape {...attributes} />;
      })}
    </svg>
  );
}
