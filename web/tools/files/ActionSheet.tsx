// The actions of a menu on a phone: a sheet from below, with targets for a thumb.
import { Fragment } from "react";
import { Dialog, type MenuGroup } from "~/kit";
import css from "./ActionSheet.module.css";

export interface ActionSheetProps {
  open: boolean;
  title: string;
  groups: readonly MenuGroup[];
  onClose: () => void;
}

export function ActionSheet({ open, title, groups, onClose }: ActionSheetProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <div className={css.list}>
        {groups
          .filter(({ actions }) => actions.length > 0)
          .map(({ actions }, index) => (
            <Fragment key={actions[0]?.label}>
              {index > 0 && <hr className={css.rule} />}
              {actions.map((action) => (
                <button
                  key={action.label}
                  type="button"
                  className={css.line}
                  data-danger={action.danger || undefined}
                  aria-pressed={action.checked}
                  disabled={action.disabled}
                  onClick={() => {
                    onClose();
                    action.onSelect?.();
                  }}
                >
                  {action.icon}
                  {action.label}
                </button>
              ))}
            </Fragment>
          ))}
      </div>
    </Dialog>
  );
}
