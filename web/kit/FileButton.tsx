import { type ReactNode, useRef } from "react";
import { Button, type ButtonProps } from "./Button";

export interface FileButtonProps extends Pick<ButtonProps, "look" | "icon" | "busy" | "small"> {
  /** "image/png,image/jpeg" */
  accept: string;
  onFile: (file: File) => void;
  children: ReactNode;
}

/** A button that asks for one file. */
export function FileButton({ accept, onFile, children, ...look }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...look} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        onChange={(event) => {
          const [file] = Array.from(event.currentTarget.files ?? []);
          // The same file can be chosen again after an error.
          event.currentTarget.value = "";
          if (file) onFile(file);
        }}
      />
    </>
  );
}
