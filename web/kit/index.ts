// The parts pages are made of. Nothing outside this folder imports Mantine.
export { Avatar } from "./Avatar";
export { Button, type ButtonProps, Hint, IconButton, type IconButtonProps } from "./Button";
export { type Command, type CommandGroup, CommandList } from "./CommandList";
export { CopyField } from "./CopyField";
export { accentFor, contrast, FALLBACK_ACCENT } from "./colour";
export { ConfirmByName, Dialog, type DialogProps } from "./Dialog";
export { Disclosure, type DisclosureProps } from "./Disclosure";
export { FileButton } from "./FileButton";
export { FindField, type FindFieldProps, type Found } from "./FindField";
export {
  Checkbox,
  type Option,
  PasswordField,
  RowCheckbox,
  Select,
  Switch,
  TextArea,
  TextField,
} from "./fields";
export { Floats } from "./floats";
export { type Formats, formatsFor } from "./format";
export { KitProvider, type SchemeChoice, useFormats } from "./KitProvider";
export { isMac, isTyping, type KeyBinding, Keycaps, KeyList, useKeys } from "./keys";
export { Linked } from "./Linked";
export { Marked } from "./Marked";
export { ContextMenu, Menu, type MenuAction, type MenuGroup } from "./Menu";
export { PHONE, useMediaPhone } from "./media";
export { Breadcrumbs, type Crumb, Page, PageHeader, Section, setTitleSuffix, useTitle } from "./Page";
export { PageTabs } from "./PageTabs";
export { type PagePart, PageWithContents } from "./PageWithContents";
export { Popover } from "./Popover";
export { PICTURE_TYPES, smallLogo, squarePhoto } from "./picture";
export * from "./pictures";
export { ProblemMessage, type ProblemWords, problemWords } from "./problem";
export { QrCode } from "./QrCode";
export { SidePanel, type SidePanelProps } from "./SidePanel";
export {
  Badge,
  EmptyState,
  Hidden,
  Kbd,
  Notice,
  ProgressBar,
  Skeleton,
  SkeletonRows,
  type Tone,
} from "./small";
export { type Column, Table } from "./Table";
export { hasRunningTask, removeTrayTask, setTrayTask, Tray, type TrayItem, type TrayTask } from "./Tray";
export { Toasts, toast } from "./toast";
export { timeZones } from "./zones";
